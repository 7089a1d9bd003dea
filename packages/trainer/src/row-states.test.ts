import { philoxStreams } from "@retrograd/core";
import { batchOrder, type Sampling } from "@retrograd/data";
import { buildNetwork, initParams, type NetworkParams } from "@retrograd/network";
import { createRegistry, type Samples } from "@retrograd/plugin";
import { cells } from "@retrograd/testing";
import { expect, test } from "vitest";
import { lossesOf, registry } from "../tests/setup.js";
import { evaluate } from "./evaluate.js";
import { makeOptimizer } from "./optimizers/make-optimizer.js";
import { train } from "./train.js";
import type { TrainOptions } from "./train-options.js";
import type { TrainingState } from "./training-state.js";

const xs = [0.5, -1, 2, 0.25, 1.5, -0.75, 1];
const ts = [0.1, 0.4, -0.2, 0.3, 0.8, -0.5, 0.2];
// 7 samples in 3 streams: 0 1 2, 3 4, 5 6
const steps = [[0, 3, 5], [1, 4, 6], [2]];
const samples: Samples = {
  x: { values: Float64Array.from(xs), shape: [1, 1] },
  t: { values: Float64Array.from(ts), shape: [1, 1] },
};
const lr = 0.5;

const network = buildNetwork(
  createRegistry(...registry.plugins, cells),
  { input: [1, 1], layers: ["TanhCell", "IdentityWithLoss"] },
  { dtype: "f64" },
);

function setUp(sampling: Sampling = "streams") {
  const streams = philoxStreams(3);
  return {
    network,
    params: initParams(network, streams),
    data: { train: samples },
    optimizer: makeOptimizer(registry, { SGD: { lr } }),
    order: batchOrder({ sampling, samples: 7, batch: 3, streams }),
    streams,
    steps: 8,
  } satisfies TrainOptions;
}

const numbersOf = (params: NetworkParams) =>
  ["Wx", "Wh"].map((name) => params.TanhCell1?.[name]?.data[0] ?? 0);

/** The loss of each step, and the last parameters, by the formulas of a cell of one unit. */
function byHand(params: NetworkParams, count: number) {
  let [Wx = 0, Wh = 0] = numbersOf(params);
  let hs = [0, 0, 0];
  const losses: number[] = [];
  for (let step = 0; step < count; step++) {
    const rows = steps[step % 3] ?? [];
    if (step % 3 === 0) hs = [0, 0, 0];
    let [loss, dWx, dWh] = [0, 0, 0];
    for (const [row, sample] of rows.entries()) {
      const [x = 0, t = 0, before = 0] = [xs[sample], ts[sample], hs[row]];
      const h = Math.tanh(x * Wx + before * Wh);
      const dz = ((h - t) / rows.length) * (1 - h * h);
      loss += (h - t) ** 2 / (2 * rows.length);
      dWx += x * dz;
      dWh += before * dz;
      hs[row] = h;
    }
    losses.push(loss);
    Wx -= lr * dWx;
    Wh -= lr * dWh;
  }
  return { losses, last: [Wx, Wh] };
}

test("rows continue from step to step and start again with each epoch, as computed by hand", async () => {
  const options = setUp();
  const expected = byHand(options.params, options.steps);
  const losses = await lossesOf(options);
  for (const [i, loss] of losses.entries()) expect(loss).toBeCloseTo(expected.losses[i] ?? Number.NaN, 13);
  for (const [i, value] of numbersOf(options.params).entries())
    expect(value).toBeCloseTo(expected.last[i] ?? Number.NaN, 13);
  expect(Object.keys(options.params.TanhCell1 ?? {})).toEqual(["Wx", "Wh"]);
});

test("evaluation continues the rows of the same streams, before and after training alike", async () => {
  const options = setUp();
  let trained = Number.NaN;
  for await (const event of train(options))
    if (event.type === "evaluate") trained = event.splits.train?.loss ?? 0;
  const evaluated = evaluate(network, options.params, samples, { streams: 3 }).numbers.loss;
  expect(evaluated).toBe(trained);
  const [Wx = 0, Wh = 0] = numbersOf(options.params);
  const hs = [0, 0, 0];
  const errors = steps.flatMap((rows) =>
    rows.map((sample, row) => {
      const h = Math.tanh((xs[sample] ?? 0) * Wx + (hs[row] ?? 0) * Wh);
      hs[row] = h;
      return (h - (ts[sample] ?? 0)) ** 2 / 2;
    }),
  );
  expect(evaluated).toBeCloseTo(errors.reduce((sum, error) => sum + error, 0) / 7, 13);
  // one by one, every sample starts with the first state
  expect(evaluate(network, options.params, samples).numbers.loss).not.toBe(evaluated);
});

test("training resumed in the middle of an epoch ends with the bits of uninterrupted training", async () => {
  const whole = setUp();
  await lossesOf(whole);
  for (const cutAt of [1, 2, 3, 5]) {
    const cut = setUp();
    let state: TrainingState | undefined;
    for await (const event of train({ ...cut, steps: cutAt }))
      if (event.type === "boundary") ({ state } = event);
    if (state === undefined) throw new Error("training has steps");
    await lossesOf({ ...cut, from: { ...state, toEvaluate: false } });
    expect(numbersOf(cut.params)).toEqual(numbersOf(whole.params));
  }
});

test("a state of rows that do not continue is refused", async () => {
  for (const sampling of ["shuffle", "sequential", "with-replacement"] as const)
    await expect(lossesOf(setUp(sampling))).rejects.toThrow(
      'TanhCell1 keeps a state for each row of the batch, but the rows of this order do not continue from batch to batch: use sampling: "streams"',
    );
});

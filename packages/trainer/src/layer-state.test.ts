import { philoxStreams } from "@retrograd/core";
import { batchOrder } from "@retrograd/data";
import { buildNetwork, initParams, type NetworkParams } from "@retrograd/network";
import { createRegistry, type Samples } from "@retrograd/plugin";
import { norms } from "@retrograd/testing";
import { expect, test } from "vitest";
import { registry } from "../tests/setup.js";
import { evaluate } from "./evaluate.js";
import { makeOptimizer } from "./optimizers/make-optimizer.js";
import { train } from "./train.js";
import type { TrainOptions } from "./train-options.js";
import { initTraining, type TrainingState } from "./training-state.js";

const rows = 12;
const numbers = Float64Array.from({ length: rows * 4 }, (_, i) => ((i * 37) % 23) - 5);
const samples: Samples = {
  x: { values: numbers, shape: [4] },
  t: { values: Float64Array.from({ length: rows }, (_, i) => i % 3), shape: [] },
};

const registryWithNorms = createRegistry(...registry.plugins, norms);

/** Training of a network with a bias before BatchNorm; every step takes all samples, so each moves the statistics. */
function setUp(optimizer: Parameters<typeof makeOptimizer>[1] = { SGD: { lr: 0.1, weightDecay: 0.1 } }) {
  const layers = [{ Affine: 3 }, "TestBatchNorm", "Relu", { Affine: 3 }, "SoftmaxWithLoss"];
  const network = buildNetwork(registryWithNorms, { input: [4], layers }, { dtype: "f64" });
  const streams = philoxStreams(0);
  return {
    network,
    params: initParams(network, streams),
    data: { train: samples },
    optimizer: makeOptimizer(registry, optimizer),
    order: batchOrder({ sampling: "shuffle", samples: rows, batch: 6, streams }),
    streams,
    steps: 6,
  } satisfies TrainOptions;
}

const valuesOf = (params: NetworkParams) =>
  Object.fromEntries(
    Object.entries(params).flatMap(([id, tensors]) =>
      Object.entries(tensors).map(([name, { data }]) => [`${id}.${name}`, [...data]]),
    ),
  );

/** Trains, and returns the last evaluation and the names of all statistics. */
async function run(options: TrainOptions) {
  const measured = new Set<string>();
  let loss = Number.NaN;
  const states: TrainingState[] = [];
  for await (const event of train(options)) {
    if (event.type === "step") for (const { tensor } of event.statistics ?? []) measured.add(tensor);
    if (event.type === "evaluate") loss = event.splits.train?.loss ?? Number.NaN;
    if (event.type === "boundary") states.push(event.state);
  }
  return { measured: [...measured], loss, states };
}

test("training moves the statistics, and evaluates as evaluate does afterwards", async () => {
  const options = setUp();
  const before = valuesOf(options.params);
  const { loss } = await run(options);
  const after = valuesOf(options.params);
  for (const name of ["TestBatchNorm1.mean", "TestBatchNorm1.variance"])
    expect(after[name]).not.toEqual(before[name]);
  expect(evaluate(options.network, options.params, samples).numbers.loss).toBe(loss);
});

test("the optimizer, weight decay and statistics see learned tensors alone", async () => {
  const learned = [
    "Affine1.W",
    "Affine1.b",
    "TestBatchNorm1.gamma",
    "TestBatchNorm1.beta",
    "Affine2.W",
    "Affine2.b",
  ];
  const adam = setUp({ Adam: 0.01 });
  expect(Object.keys(initTraining(adam).optimizer)).toEqual(
    learned.flatMap((name) => ["m", "v"].map((slot) => `Adam.${slot}/${name}`)),
  );
  const { measured } = await run({ ...adam, statisticsEvery: 1 });
  expect(measured).toEqual(learned);
  // the first update does not reach the state of its own step
  const [plain, decayed] = [setUp({ SGD: 0.1 }), setUp({ SGD: { lr: 0.1, weightDecay: 0.5 } })];
  for (const options of [plain, decayed]) await run({ ...options, steps: 1 });
  const [one, other] = [valuesOf(plain.params), valuesOf(decayed.params)];
  expect(other["Affine1.W"]).not.toEqual(one["Affine1.W"]);
  expect(other["TestBatchNorm1.mean"]).toEqual(one["TestBatchNorm1.mean"]);
});

test("training that continues from a state ends with the bits of uninterrupted training", async () => {
  const whole = setUp({ Momentum: 0.1 });
  await run(whole);
  const cut = setUp({ Momentum: 0.1 });
  const { states } = await run({ ...cut, steps: 2, evaluateEvery: 3 });
  await run({ ...cut, from: { ...states.at(-1), toEvaluate: false } as TrainingState });
  expect(valuesOf(cut.params)).toEqual(valuesOf(whole.params));
});

test("a step whose loss is not finite leaves the state as it is", async () => {
  const options = setUp();
  const before = valuesOf(options.params);
  const wrong: Samples = { ...samples, x: { shape: [4], values: numbers.map(() => Number.NaN) } };
  await expect(run({ ...options, data: { train: wrong } })).rejects.toThrow("diverged");
  expect(valuesOf(options.params)).toEqual(before);
});

import { philoxStreams, tensor } from "@retrograd/core";
import { batchOrder } from "@retrograd/data";
import {
  buildNetwork,
  forwardLoss,
  initParams,
  type NetworkParams,
  type ParameterRule,
} from "@retrograd/network";
import type { Entry, Samples } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { lossesOf, registry } from "../tests/setup.js";
import { findLearned } from "./learned.js";
import { makeOptimizer } from "./optimizers/make-optimizer.js";
import { train } from "./train.js";
import type { TrainOptions } from "./train-options.js";
import { initTraining, type TrainingState } from "./training-state.js";

const rows = 12;
const samples: Samples = {
  x: { values: Float64Array.from({ length: rows * 3 }, (_, i) => ((i * 37) % 23) / 11 - 1), shape: [3] },
  t: { values: Float64Array.from({ length: rows }, (_, i) => i % 3), shape: [] },
};
const layers: readonly Entry[] = [
  { Affine: 3, id: "first" },
  "Sigmoid",
  { Affine: { units: 3, transposed: true }, tie: { W: "first.W" }, id: "out" },
  "SoftmaxWithLoss",
];

function setUp(optimizer: Entry, parameters: readonly ParameterRule[] = []) {
  const network = buildNetwork(registry, { input: [3], layers }, { dtype: "f64" });
  const streams = philoxStreams(0);
  return {
    network,
    params: initParams(network, streams),
    data: { train: samples },
    optimizer: makeOptimizer(registry, optimizer),
    parameters,
    order: batchOrder({ sampling: "shuffle", samples: rows, batch: rows, streams }),
    streams,
    steps: 6,
  } satisfies TrainOptions;
}

const valuesOf = (params: NetworkParams) =>
  Object.fromEntries(
    Object.entries(params).flatMap(([id, tensors]) =>
      Object.entries(tensors).map(([name, { data }]) => [`${id}.${name}`, Array.from(data)]),
    ),
  );

test("a step updates a tied parameter once, by the sum of both gradients", async () => {
  const options = setUp({ SGD: 0.1 });
  const batch = {
    x: tensor(samples.x.values, [rows, 3], { dtype: "f64" }),
    t: tensor(samples.t.values, [rows], { dtype: "f64" }),
  };
  const { grads } = forwardLoss(options.network, options.params, batch, { mode: "train" }).backward();
  const before = valuesOf(options.params);
  await lossesOf({ ...options, steps: 1 });
  const after = valuesOf(options.params);
  expect(Object.keys(after)).toEqual(["first.W", "first.b", "out.b"]);
  for (const [i, value] of (after["first.W"] ?? []).entries())
    expect(value).toBeCloseTo((before["first.W"]?.[i] ?? 0) - 0.1 * (grads.first?.W?.data[i] ?? 0), 12);
});

test("it has one slot, one name and one rule", async () => {
  const adam = setUp({ Adam: 0.01 });
  expect(Object.keys(initTraining(adam).optimizer)).toEqual(
    ["first.W", "first.b", "out.b"].flatMap((name) => ["m", "v"].map((slot) => `Adam.${slot}/${name}`)),
  );
  const wrong = setUp({ SGD: 0.1 }, [{ of: "out.W", freeze: true }]);
  expect(() => findLearned(wrong)).toThrow(
    'parameters: "out.W" matches no parameter of the network: out.W is tied, write first.W. Known: first.W, first.b, out.b',
  );
  const rated = setUp({ SGD: 0.1 }, [{ of: "first.W", rate: 0.5 }]);
  const plain = setUp({ SGD: 0.1 });
  const before = valuesOf(plain.params)["first.W"] ?? [];
  for (const options of [rated, plain]) await lossesOf({ ...options, steps: 1 });
  const [half, whole] = [rated, plain].map(({ params }) => valuesOf(params)["first.W"] ?? []);
  for (const [i, start] of before.entries())
    expect((half?.[i] ?? 0) - start).toBeCloseTo(((whole?.[i] ?? 0) - start) / 2, 12);
});

test("freezing a layer that shares a parameter leaves the parameter's gradient as it is", async () => {
  // of the frozen layer, only its own b stays
  const frozen = setUp({ SGD: 0.1 }, [{ of: "out.*", freeze: true }]);
  const plain = setUp({ SGD: 0.1 });
  expect(findLearned(frozen).frozen.size).toBe(0);
  for (const options of [frozen, plain]) await lossesOf({ ...options, steps: 1 });
  const [one, other] = [valuesOf(frozen.params), valuesOf(plain.params)];
  expect(one["first.W"]).toEqual(other["first.W"]);
  expect(one["out.b"]).toEqual([0, 0, 0]);
  expect(other["out.b"]).not.toEqual([0, 0, 0]);
  // and the owner frozen freezes it everywhere
  const all = setUp({ SGD: 0.1 }, [{ of: ["first.*", "out.b"], freeze: true }]);
  expect([...findLearned(all).frozen]).toEqual(["first", "out"]);
  const before = valuesOf(all.params);
  await lossesOf(all);
  expect(valuesOf(all.params)).toEqual(before);
});

test("resumed training ends with the same bits", async () => {
  const whole = setUp({ Momentum: 0.1 });
  await lossesOf(whole);
  const cut = setUp({ Momentum: 0.1 });
  let state: TrainingState | undefined;
  for await (const event of train({ ...cut, steps: 3 })) if (event.type === "boundary") ({ state } = event);
  if (state === undefined) throw new Error("training has steps");
  await lossesOf({ ...cut, from: { ...state, toEvaluate: false } });
  expect(valuesOf(cut.params)).toEqual(valuesOf(whole.params));
});

import { philoxStreams, scale, sum, tensor } from "@retrograd/core";
import { batchOrder } from "@retrograd/data";
import { buildNetwork, initParams, type NetworkParams, type ParameterRule } from "@retrograd/network";
import { createRegistry, type Entry, type LayerDefinition, type Samples } from "@retrograd/plugin";
import { anything, norms } from "@retrograd/testing";
import { expect, test } from "vitest";
import { registry } from "../tests/setup.js";
import type { ClipRule } from "./clip-gradients.js";
import { makeOptimizer } from "./optimizers/make-optimizer.js";
import { train } from "./train.js";
import type { TrainOptions } from "./train-options.js";
import { initTraining, type TrainingState } from "./training-state.js";

const rows = 12;
const samples: Samples = {
  x: { values: Float64Array.from({ length: rows * 4 }, (_, i) => ((i * 37) % 23) / 8 - 1), shape: [4] },
  t: { values: Float64Array.from({ length: rows }, (_, i) => i % 3), shape: [] },
};

/** A gain, which records what its forward is called with. */
const needs: (boolean | undefined)[] = [];
const gain: LayerDefinition = {
  type: "Gain",
  summary: "",
  options: anything,
  create: (_options, inShape, ctx) => ({
    type: "Gain",
    outShape: inShape,
    paramShapes: { g: [1] },
    init: () => ({ g: tensor([1.5], [1], ctx) }),
    forward({ g = tensor([1], [1], ctx) }, x, { mode, needsParamGradients }) {
      if (mode === "train") needs.push(needsParamGradients);
      const factor = g.data[0] ?? 1;
      return {
        y: scale(x, factor),
        // a frozen layer may leave its gradients out
        backward: (dy) => ({
          dx: scale(dy, factor),
          grads: needsParamGradients === false ? {} : { g: tensor([sum(dy)], [1], x) },
        }),
      };
    },
  }),
};

const extended = createRegistry(...registry.plugins, norms, { name: "gain", layers: [gain] });
const layers: readonly Entry[] = [
  { Affine: 3 },
  "TestBatchNorm",
  "Gain",
  "Relu",
  { Affine: { units: 3, init: { Normal: { std: 1 } } } },
  "SoftmaxWithLoss",
];

interface Setting {
  readonly parameters?: readonly ParameterRule[];
  readonly optimizer?: Entry;
  readonly clip?: ClipRule;
  readonly steps?: number;
}

function setUp({ optimizer = { SGD: 0.1 }, steps = 4, ...others }: Setting = {}) {
  const network = buildNetwork(extended, { input: [4], layers }, { dtype: "f64" });
  const streams = philoxStreams(0);
  const order = batchOrder({ sampling: "shuffle", samples: rows, batch: 6, streams });
  const params = initParams(network, streams);
  const data = { train: samples };
  return {
    ...{ network, params, data, order, streams, steps, splits: [], ...others },
    optimizer: makeOptimizer(registry, optimizer),
  } satisfies TrainOptions;
}

const valuesOf = (params: NetworkParams): Readonly<Record<string, readonly number[]>> =>
  Object.fromEntries(
    Object.entries(params).flatMap(([id, tensors]) =>
      Object.entries(tensors).map(([name, { data }]) => [`${id}.${name}`, Array.from(data)]),
    ),
  );

async function run(options: TrainOptions) {
  let last: TrainingState | undefined;
  const measured = new Set<string>();
  for await (const event of train(options)) {
    if (event.type === "boundary") last = event.state;
    if (event.type === "step") for (const { tensor: name } of event.statistics ?? []) measured.add(name);
  }
  return { params: valuesOf(options.params), last, measured: [...measured] };
}

const trained = async (setting: Setting) => (await run(setUp(setting))).params;

const all = [
  "Affine1.W",
  "Affine1.b",
  "TestBatchNorm1.gamma",
  "TestBatchNorm1.beta",
  "Gain1.g",
  "Affine2.W",
  "Affine2.b",
];

test("frozen parameters stay to the bit, without slots, statistics or gradients", async () => {
  const parameters = [{ of: ["Affine1.*", "*.beta", "Gain1.g"], freeze: true }];
  const options = { ...setUp({ parameters, optimizer: { Adam: 0.01 } }), statisticsEvery: 1 };
  const before = valuesOf(options.params);
  needs.length = 0;
  const { params, last, measured } = await run(options);
  const updated = ["TestBatchNorm1.gamma", "Affine2.W", "Affine2.b"];
  for (const name of all) {
    if (updated.includes(name)) expect(params[name], name).not.toEqual(before[name]);
    else expect(params[name], name).toEqual(before[name]);
  }
  expect(measured).toEqual(updated);
  expect(Object.keys(last?.optimizer ?? {})).toEqual(
    updated.flatMap((name) => [`Adam.m/${name}`, `Adam.v/${name}`]),
  );
  // state is not a parameter: it moves in a frozen layer as well
  expect(params["TestBatchNorm1.mean"]).not.toEqual(before["TestBatchNorm1.mean"]);
  expect(needs).toEqual([false, false, false, false]);
});

test("a rate is a factor of the learning rate, and the first rule that matches counts", async () => {
  const slow = await trained({ parameters: [{ of: "*", rate: 0.25 }] });
  expect(slow).toEqual(await trained({ optimizer: { SGD: 0.025 } }));
  const one = await trained({
    parameters: [
      { of: "Affine2.b", rate: 0.5 },
      { of: "*.b", freeze: true },
    ],
    steps: 1,
  });
  const start = valuesOf(setUp().params);
  const usual = await trained({ steps: 1 });
  const step = (params: typeof one, name: string) => (params[name]?.[0] ?? 0) - (start[name]?.[0] ?? 0);
  expect(step(one, "Affine2.b")).toBeCloseTo(0.5 * step(usual, "Affine2.b"), 14);
  expect(step(one, "Affine1.b")).toBe(0);
  expect(step(one, "Affine2.W")).toBe(step(usual, "Affine2.W"));
});

test.each(["SGD", "AdamW"])("decay is switched for each parameter, with %s", async (type) => {
  const optimizer = (decay: object): Entry => ({ [type]: { lr: 0.01, ...decay } });
  const [without, decayed] = [{ weightDecay: 0 }, { weightDecay: 0.5 }].map(optimizer);
  const off = { of: "*", decay: false };
  expect(await trained({ optimizer: decayed, parameters: [off] })).toEqual(
    await trained({ optimizer: without }),
  );
  const biasesToo = await trained({ optimizer: decayed });
  const asWritten = optimizer({ weightDecay: 0.5, decayBiases: false });
  expect(await trained({ optimizer: asWritten })).not.toEqual(biasesToo);
  expect(await trained({ optimizer: asWritten, parameters: [{ of: "*", decay: true }] })).toEqual(biasesToo);
});

test("gradients of frozen parameters do not count for clipping", async () => {
  const parameters = [{ of: ["Affine1.*", "TestBatchNorm1.*", "Gain1.*", "Affine2.W"], freeze: true }];
  // a norm far above that of the only bias, and below that of all gradients
  const clip = { norm: 0.75 };
  const [clipped, usual] = [
    await trained({ parameters, clip, steps: 1 }),
    await trained({ parameters, steps: 1 }),
  ];
  expect(clipped).toEqual(usual);
  expect(await trained({ clip, steps: 1 })).not.toEqual(await trained({ steps: 1 }));
});

test("training that continues with frozen parameters ends with the same bits", async () => {
  const setting = { parameters: [{ of: "Affine1.*", freeze: true }], optimizer: { Momentum: 0.1 } };
  const whole = await trained(setting);
  const cut = setUp(setting);
  const { last } = await run({ ...cut, steps: 2 });
  const { params } = await run({ ...cut, ...(last && { from: last }) });
  expect(params).toEqual(whole);
});

test("a pattern that matches no parameter is refused", () => {
  const options = setUp({ parameters: [{ of: "TestBatchNorm1.mean", freeze: true }] });
  expect(() => initTraining(options)).toThrow(
    `parameters: "TestBatchNorm1.mean" matches no parameter of the network. Known: ${all.join(", ")}`,
  );
});

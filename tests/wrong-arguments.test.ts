import * as core from "@retrograd/core";
import { batchOrder, batchTensors, prepareData, readIdx, sampleCount } from "@retrograd/data";
import { checkExperimentText, loadExperiment, loadExperimentText } from "@retrograd/experiment";
import { checkLayer, checkNetwork } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { buildNetwork, forward, forwardLoss, initParams, predict } from "@retrograd/network";
import { createRegistry, definePlugin } from "@retrograd/plugin";
import { decodeParams, decodeSafetensors } from "@retrograd/runs";
import { evaluate, train } from "@retrograd/trainer";
import { describe, expect, test } from "vitest";

const t = core.tensor([1, 2, 3, 4], [2, 2]);
const row = core.tensor([1, 2], [2]);
const registry = createRegistry(builtins);
const network = buildNetwork(
  registry,
  { input: [2], layers: [{ Affine: 2 }, "SoftmaxWithLoss"] },
  { dtype: "f32" },
);
const streams = core.philoxStreams(0);
const params = initParams(network, streams);
const samples = {
  x: { shape: [2], values: Float32Array.of(1, 2, 3, 4) },
  t: { shape: [], values: Uint8Array.of(0, 1) },
};
const layer = network.layers[0]?.layer;
const order = batchOrder({ sampling: "shuffle", samples: 2, batch: 1, streams });
const at = { engine: network.engine, dtype: network.dtype };

type AnyFunction = (...args: never[]) => unknown;

/** A function and arguments that it takes. */
const calls: readonly (readonly [string, AnyFunction, ...unknown[]])[] = [
  ["tensor", core.tensor, [1, 2], [2], { dtype: "f32" }],
  ["zeros", core.zeros, [2], { dtype: "f32" }],
  ["reshape", core.reshape, t, [4]],
  ["keep", core.keep, t],
  ["bufferOf", core.sum, t],
  ["add", core.add, t, t],
  ["subtract", core.subtract, t, t],
  ["multiply", core.multiply, t, t],
  ["divide", core.divide, t, t],
  ["reluGradient", core.reluGradient, t, t],
  ["sigmoidGradient", core.sigmoidGradient, t, t],
  ["negate", core.negate, t],
  ["exp", core.exp, t],
  ["log", core.log, t],
  ["erf", core.erf, t],
  ["tanh", core.tanh, t],
  ["square", core.square, t],
  ["relu", core.relu, t],
  ["sigmoid", core.sigmoid, t],
  ["scale", core.scale, t, 2],
  ["map", core.map, t, (x: number) => x],
  ["zip", core.zip, t, t, (x: number) => x],
  ["matmul", core.matmul, t, t],
  ["addRow", core.addRow, t, row],
  ["sumRows", core.sumRows, t],
  ["argmaxRows", core.argmaxRows, t],
  ["sumSquares", core.sumSquares, t],
  ["softmax", core.softmax, t],
  ["softmaxCrossEntropy", core.softmaxCrossEntropy, t, core.tensor([0, 1], [2])],
  ["softmaxCrossEntropyGradient", core.softmaxCrossEntropyGradient, t, core.tensor([0, 1], [2])],
  ["gather", core.gather, samples.x, [0], at],
  ["rowCount", core.rowCount, samples.x],
  ["scope", core.scope, core.referenceEngine, () => 1],
  ["philoxStreams", core.philoxStreams, 0],
  ["createRegistry", createRegistry, builtins],
  ["definePlugin", definePlugin, { name: "a" }],
  ["buildNetwork", buildNetwork, registry, { input: [2], layers: ["SoftmaxWithLoss"] }],
  ["initParams", initParams, network, streams],
  ["forward", forward, network, params, t],
  ["forwardLoss", forwardLoss, network, params, { x: t, t: core.tensor([0, 1], [2]) }],
  ["predict", predict, network, params, t],
  ["batchOrder", batchOrder, { sampling: "shuffle", samples: 2, batch: 1, streams }],
  ["batchTensors", batchTensors, samples, [0], at],
  ["sampleCount", sampleCount, samples],
  ["evaluate", evaluate, network, params, samples],
  ["decodeSafetensors", decodeSafetensors, new Uint8Array(), "a file"],
  ["decodeParams", decodeParams, network, new Uint8Array(), "a file"],
  ["readIdx", readIdx, new Uint8Array(), "a file"],
  ["checkLayer", checkLayer, layer, [2]],
  ["checkNetwork", checkNetwork, network],
  ["checkExperimentText", checkExperimentText, "model:", { file: "a.yaml", registry }],
  ["loadExperimentText", loadExperimentText, "model:", { file: "a.yaml", registry }],
  ["loadExperiment", loadExperiment, { written: {}, plugins: [builtins] }],
];

const wrong: readonly unknown[] = [
  2,
  "a",
  null,
  undefined,
  true,
  [1, 2],
  ["a"],
  {},
  () => 1,
  Promise.resolve(1),
  3n,
];

function codeOf(run: () => unknown): string {
  try {
    run();
    return "none";
  } catch (error) {
    return error instanceof core.RetrogradError ? error.code : `${error}`;
  }
}

describe.each(calls)("%s", (_name, call, ...right) => {
  const run = call as (...args: readonly unknown[]) => unknown;

  test.each(right.map((_, place) => place))(
    "with argument %i wrong throws nothing but RetrogradErrors",
    (place) => {
      const codes = wrong.map((value) => codeOf(() => run(...right.with(place, value))));
      expect(codes.filter((code) => !/^(none|E_[A-Z_]+)$/.test(code))).toEqual([]);
      // whatever an argument is, null is not what it means
      expect(codes[2]).not.toBe("none");
    },
  );
});

test("messages name the function, the argument, what it takes and what came", () => {
  const message = (run: () => unknown) => {
    try {
      run();
    } catch (error) {
      return (error as Error).message;
    }
    return "no error";
  };
  const any = (value: unknown) => value as never;
  expect(message(() => core.add(t, any(2)))).toBe(
    "add: the second operand must be a tensor; with a number use scale(x, factor) or map(x, f), got 2",
  );
  expect(message(() => predict(network, params, any([1, 2])))).toBe(
    "predict: x must be a tensor, such as tensor([1, 2], [2]), got an array of 2",
  );
  expect(message(() => initParams(network, any(0)))).toBe(
    "initParams: streams must be random streams, such as philoxStreams(0), got 0",
  );
  expect(message(() => core.tensor(any(["a"]), [1]))).toBe(
    'tensor: values[0] must be a number; values are one flat list, row after row, got "a"',
  );
  expect(message(() => core.keep(any(Promise.resolve(t))))).toContain("got a promise; await it first");
});

test("a scope refuses an asynchronous body, and its late failure goes nowhere", async () => {
  const body = async () => {
    await Promise.resolve();
    return core.sum(core.zeros([1]));
  };
  expect(() => core.scope(core.referenceEngine, body)).toThrow(
    "scope: body returned a promise, but the tensors of a scope are released when body returns",
  );
  expect(() => core.scope(core.referenceEngine, () => Promise.reject(new Error("late")))).toThrow(
    "scope: body returned a promise",
  );
});

test("train refuses missing options and names the part that is missing", async () => {
  const first = (options: unknown) => train(options as never).next();
  await expect(first(undefined)).rejects.toMatchObject({ code: "E_ARGUMENT" });
  await expect(
    first({ network, params, data: { train: samples }, optimizer: {}, order, steps: 1 }),
  ).rejects.toThrow("train: streams must be random streams");
});

test("prepareData refuses a value that is not a data set", () => {
  expect(codeOf(() => prepareData(2 as never, {} as never))).toBe("E_ARGUMENT");
});

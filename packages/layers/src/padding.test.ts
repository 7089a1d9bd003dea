import {
  broadcastOthers,
  gatherRows,
  multiply,
  philoxStreams,
  reciprocal,
  scale,
  scatterAddRows,
  sumAxis,
  type Tensor,
  tensor,
} from "@retrograd/core";
import { checkNetwork, conformance } from "@retrograd/gradcheck";
import { buildNetwork, checkModel, forwardLoss, initParams, predict } from "@retrograd/network";
import { createRegistry, defineLayer, definePlugin, type Entry } from "@retrograd/plugin";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { builtins } from "./builtins.js";
import { softmaxWithLoss } from "./losses/softmax-with-loss.js";

const [words, size] = [6, 3];

/** Rows of a table. x: [batch, time] indices -> [batch, time, 3] */
const table = defineLayer({
  type: "Table",
  summary: "Rows of a table.",
  options: z.strictObject({}),
  create: (_options, inShape, ctx) => ({
    type: "Table",
    outShape: [...inShape, size],
    paramShapes: { W: [words, size] },
    takes: { indices: words },
    mask: "keeps",
    init: (rng) => ({
      W: tensor(Float64Array.from({ length: words * size }, rng.normal), [words, size], ctx),
    }),
    forward: ({ W }, x) => ({
      y: gatherRows(W, x),
      backward: (dy) => ({ grads: { W: scatterAddRows(dy, x, words) } }),
    }),
  }),
});

/** The mean of the steps that count. `reads`: whether it uses the mask; only then it is right for padded inputs.
 *  x: [batch, time, n] -> y: [batch, n] */
const stepsMean = (type: string, factor: number) =>
  defineLayer({
    type,
    summary: "The mean of the steps that count.",
    options: z.strictObject({}),
    examples: [{ input: [4, 2], output: [2] }],
    create: (_options, inShape, ctx) => {
      const [time = 1, width = 1] = inShape;
      return {
        type,
        outShape: [width],
        paramShapes: {},
        mask: "ends",
        init: () => ({}),
        forward(_params, x, { mask }) {
          const batch = x.shape[0] ?? 0;
          const ones = () => tensor(new Float64Array(batch * time).fill(1), [batch, time], ctx);
          const counts = mask ?? ones();
          const shares = broadcastOthers(multiply, counts, reciprocal(sumAxis(counts, 1)), 1);
          const weigh = (steps: Tensor) => broadcastOthers(multiply, steps, shares, 2);
          return {
            y: sumAxis(weigh(x), 1),
            backward(dy) {
              const repeated = broadcastOthers(multiply, tensorOfOnes(x), dy, 1);
              return { dx: scale(weigh(repeated), factor), grads: {} };
            },
          };
        },
      };
    },
  });

function tensorOfOnes({ shape, dtype, engine, size: length }: Tensor): Tensor {
  return tensor(new Float64Array(length).fill(1), shape, { dtype, engine });
}

const registry = createRegistry(
  builtins,
  definePlugin({ name: "steps", layers: [table, stepsMean("StepsMean", 1), stepsMean("WrongMean", 2)] }),
);
const networkOf = (time: number, layers: readonly Entry[], dtype: "f32" | "f64" = "f32") =>
  buildNetwork(
    registry,
    { input: { shape: [time], indices: words, padding: 0 }, layers: ["Table", ...layers] },
    { dtype },
  );
const classifier: readonly Entry[] = ["Relu", "StepsMean", { Affine: 4 }, "SoftmaxWithLoss"];
const tagger: readonly Entry[] = [{ Affine: { units: 4, axis: "last" } }, "Sigmoid", "SoftmaxWithLoss"];
const sequence = fc.array(fc.integer({ min: 1, max: words - 1 }), { minLength: 1, maxLength: 5 });

test("a padded batch gives each sequence the bits that it has alone", () => {
  fc.assert(
    fc.property(fc.array(sequence, { minLength: 1, maxLength: 5 }), (sequences) => {
      const time = Math.max(...sequences.map(({ length }) => length)) + 1;
      const padded = sequences.flatMap((ids) => [...ids, ...Array(time - ids.length).fill(0)]);
      const x = tensor(padded, [sequences.length, time]);
      for (const layers of [classifier, tagger]) {
        const network = networkOf(time, layers);
        const params = initParams(network, philoxStreams(1));
        const together = Array.from(predict(network, params, x).data);
        const outputs = together.length / sequences.length;
        for (const [row, ids] of sequences.entries()) {
          const alone = predict(networkOf(ids.length, layers), params, tensor(ids, [1, ids.length])).data;
          const start = row * outputs;
          expect(together.slice(start, start + alone.length)).toEqual([...alone]);
        }
      }
    }),
    { numRuns: 20 },
  );
});

test("padded steps change neither the loss nor its gradients, whatever their targets", () => {
  const params = initParams(networkOf(2, tagger, "f64"), philoxStreams(1));
  const f64 = { dtype: "f64" } as const;
  const of = (time: number, x: readonly number[], t: readonly number[]) =>
    forwardLoss(networkOf(time, tagger, "f64"), params, {
      x: tensor(x, [1, time], f64),
      t: tensor(t, [1, time], f64),
    });
  const [alone, padded] = [of(2, [3, 1], [0, 2]), of(4, [3, 1, 0, 0], [0, 2, 3, 1])];
  expect(padded.weight).toBe(2);
  expect(padded.loss).toBeCloseTo(alone.loss, 14);
  const [expected, got] = [alone.backward().grads, padded.backward().grads];
  for (const [id, own] of Object.entries(expected)) {
    for (const [name, gradient] of Object.entries(own)) {
      for (const [i, value] of Array.from(gradient.data).entries())
        expect(got[id]?.[name]?.data[i]).toBeCloseTo(value, 14);
    }
  }
});

test("half squared errors of padded steps are 0", () => {
  const network = networkOf(3, [{ Affine: { units: 1, axis: "last" } }, "IdentityWithLoss"]);
  const params = initParams(network, philoxStreams(1));
  const lossOf = (t: readonly number[]) =>
    forwardLoss(network, params, { x: tensor([2, 1, 0], [1, 3]), t: tensor(t, [1, 3, 1]) }).loss;
  expect(lossOf([0, 0, 9])).toBe(lossOf([0, 0, -7]));
  expect(lossOf([0, 9, 0])).not.toBe(lossOf([0, -7, 0]));
});

describe("checks", () => {
  test.each([
    ["a classifier of sequences", classifier],
    ["a class for each step", tagger],
  ])("draw rows of different lengths: %s passes", (_what, layers) => {
    for (const mode of ["exhaustive", "fast"] as const)
      expect(checkNetwork(networkOf(4, layers, "f64"), { mode }).verdict).toBe("pass");
  });

  test("find a wrong gradient", () => {
    const wrong = networkOf(4, ["WrongMean", { Affine: 4 }, "SoftmaxWithLoss"], "f64");
    const { tensors } = checkNetwork(wrong);
    const guilty = tensors.filter(({ verdict, layer, blame }) => verdict === "fail" && layer === blame);
    expect(guilty).toMatchObject([{ layer: "WrongMean1", tensor: "x" }]);
  });

  test("prove a layer that ends the steps, and an embedding", () => {
    for (const [definition, input] of [
      [stepsMean("StepsMean", 1), [4, 2]],
      [table, [5]],
    ] as const) {
      for (const { run } of conformance(definition, registry, [{ input }])) run();
    }
  });
});

test.each([
  [["Table", { Affine: 3 }, "SoftmaxWithLoss"], 1, "Affine1 cannot take padded inputs"],
  [["Table", "Bare"], 1, "Bare1 cannot take padded inputs"],
])("%j on padded inputs is a mistake at its place", (layers, index, message) => {
  const bare = {
    ...softmaxWithLoss,
    type: "Bare",
    create: (...args: Parameters<typeof softmaxWithLoss.create>) => {
      const { mask: _, ...loss } = softmaxWithLoss.create(...args);
      return { ...loss, type: "Bare" };
    },
  };
  const extended = createRegistry(builtins, { name: "own", layers: [table], losses: [bare] });
  const input = { shape: [3], indices: words, padding: 0 };
  const { network, issues } = checkModel(extended, { input, layers });
  expect(network).toBeUndefined();
  expect(issues).toMatchObject([
    { code: "RG2006", path: ["layers", index], message: expect.stringContaining(message) },
  ]);
});

test("a step of values is padding where all of its numbers are", () => {
  const input = { shape: [2, 2], padding: -1 };
  const layers = [{ Affine: { units: 2, axis: "last" } }, "SoftmaxWithLoss"];
  const network = buildNetwork(registry, { input, layers });
  const pass = forwardLoss(network, initParams(network, philoxStreams(0)), {
    x: tensor([-1, -1, 0, -1, -1, 5, -1, -1], [2, 2, 2]),
    t: tensor([0, 0, 0, 0], [2, 2]),
  });
  expect([...(pass.mask?.data ?? [])]).toEqual([0, 1, 1, 0]);
  expect(pass.weight).toBe(2);
});

test("numbers without an axis of classes have no padded steps for SoftmaxWithLoss", () => {
  const { issues } = checkModel(registry, {
    input: { shape: [3], padding: -1 },
    layers: ["SoftmaxWithLoss"],
  });
  expect(issues).toMatchObject([
    { code: "RG2006", message: expect.stringContaining("cannot take padded inputs") },
  ]);
});

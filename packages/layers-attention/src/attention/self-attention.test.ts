import {
  createPortableEngine,
  type Engine,
  philoxStreams,
  referenceEngine,
  type Shape,
  sizeOf,
  tensor,
} from "@retrograd/core";
import { checkLayer, checkNetwork, conformance } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { buildNetwork, initParams, predict } from "@retrograd/network";
import { checkOptions, createRegistry, type Layer } from "@retrograd/plugin";
import { f64, refusal, training } from "@retrograd/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attentionLayers } from "../plugin.js";
import type { AttentionParams } from "./multi-head.js";
import { type SelfAttentionOptions, selfAttention } from "./self-attention.js";

const registry = createRegistry(builtins, attentionLayers);
const create = (options: Partial<SelfAttentionOptions>, inShape: Shape, ctx = f64) =>
  selfAttention.create({ heads: 1, init: "x", causal: false, rotary: false, ...options }, inShape, ctx);
const near = (...values: readonly number[]) => values.map((value) => expect.closeTo(value, 13));

test("each step takes the mean of the values, weighted by the softmax of its scores", () => {
  const one = (value: number) => tensor([value], [1, 1], f64);
  const zero = tensor([0], [1], f64);
  const params = {
    ...{ Wq: one(1), bq: zero, Wk: one(1), Wv: one(2), bv: zero, Wo: one(1) },
    bo: tensor([5], [1], f64),
  };
  const x = tensor([0, Math.log(2)], [1, 2, 1], f64);
  // by hand: scores of step 0 are 0, of step 1 they are 0 and (ln 2)^2; values are 0 and 2 ln 2
  const weight = 1 / (1 + Math.exp(-(Math.log(2) ** 2)));
  const { y } = create({}, [2, 1]).forward(params, x, training);
  expect([...y.data]).toEqual(near(5 + Math.log(2), 5 + weight * 2 * Math.log(2)));
  // step 0 sees itself alone
  const causal = create({ causal: true }, [2, 1]).forward(params, x, training);
  expect([...causal.y.data]).toEqual(near(5, 5 + weight * 2 * Math.log(2)));
  // a row in which no step counts sees nothing
  const mask = tensor([0, 0], [1, 2], f64);
  expect([...create({}, [2, 1]).forward(params, x, { ...training, mask }).y.data]).toEqual([5, 5]);
});

test("its parameters have no bias of keys, and it counts its multiply-adds", () => {
  const layer = create({ heads: 2 }, [3, 4]);
  const [square, vector] = [[4, 4], [4]];
  expect(layer.paramShapes).toEqual({
    Wq: square,
    bq: vector,
    Wk: square,
    Wv: square,
    bv: vector,
    Wo: square,
    bo: vector,
  });
  expect(layer).toMatchObject({ outShape: [3, 4], mask: "reads", multiplyAdds: 4 * 3 * 16 + 2 * 9 * 4 });
  const init = layer.init(philoxStreams(0).stream("init"));
  expect([...(init.bq?.data ?? [])]).toEqual([0, 0, 0, 0]);
  expect(init.Wo?.data[15]).toBe(1);
});

test("a frozen layer computes no gradients of its parameters", () => {
  const layer = create({}, [2, 2]);
  const params = layer.init(philoxStreams(0).stream("init"));
  const x = tensor([1, 2, 3, 4], [1, 2, 2], f64);
  const { dx, grads } = layer.forward(params, x, { ...training, needsParamGradients: false }).backward(x);
  expect([dx?.shape, grads]).toEqual([[1, 2, 2], {}]);
});

interface On {
  readonly engine: Engine;
  readonly dtype: "f32" | "f64";
}

/** Random numbers of a shape. */
function drawn(shape: Shape, seed: number, on: On) {
  const rng = philoxStreams(seed).stream("numbers");
  return tensor(Float64Array.from({ length: sizeOf(shape) }, rng.normal), shape, on);
}

function drawnParams(layer: Layer, on: On): AttentionParams {
  const entries = Object.entries(layer.paramShapes).map(([name, shape], i) => [name, drawn(shape, i, on)]);
  return Object.fromEntries(entries);
}

const dtypes = ["f32", "f64"] as const;

describe.each([referenceEngine, createPortableEngine()])("on $name", (engine) => {
  test.each(dtypes)("a causal step is moved by no later one, to the bit, in %s", (dtype) => {
    const ctx = { ...f64, engine, dtype };
    const time = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(time, fc.integer({ min: 0, max: 99 }), fc.boolean(), (length, seed, rotary) => {
        const shape = [2, length, 8];
        const layer = create({ heads: 2, causal: true, rotary }, shape.slice(1), ctx);
        const params = drawnParams(layer, ctx);
        const [x, other] = [drawn(shape, seed, ctx), drawn(shape, seed + 100, ctx)];
        const isLater = (i: number) => Math.floor(i / 8) % length > seed % length;
        const changed = Array.from(x.data, (value, i) => (isLater(i) ? (other.data[i] ?? 0) : value));
        const before = Array.from(layer.forward(params, x, training).y.data);
        const after = layer.forward(params, tensor(changed, shape, ctx), training).y.data;
        for (const [i, value] of before.entries()) if (!isLater(i)) expect(after[i]).toBe(value);
      }),
      { numRuns: 20 },
    );
  });

  test.each(dtypes)("a padded batch gives each sequence the bits that it has alone, in %s", (dtype) => {
    const ctx = { ...f64, engine, dtype };
    const lengths = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(lengths, fc.boolean(), (steps, causal) => {
        const time = Math.max(...steps) + 2;
        const x = drawn([steps.length, time, 4], 1, ctx);
        const counts = steps.flatMap((n) => Array.from({ length: time }, (_, t) => (t < n ? 1 : 0)));
        const mask = tensor(counts, [steps.length, time], ctx);
        const layer = create({ heads: 2, causal, rotary: true }, [time, 4], ctx);
        const params = drawnParams(layer, ctx);
        const inputs = Array.from(x.data);
        const y = Array.from(layer.forward(params, x, { ...training, mask }).y.data);
        for (const [row, n] of steps.entries()) {
          const [begin, end] = [row * time * 4, (row * time + n) * 4];
          const own = tensor(inputs.slice(begin, end), [1, n, 4], ctx);
          const alone = create({ heads: 2, causal, rotary: true }, [n, 4], ctx);
          const expected = alone.forward(params, own, training).y.data;
          expect(y.slice(begin, end)).toEqual(Array.from(expected));
        }
      }),
      { numRuns: 20 },
    );
  });
});

test("its gradients are the derivatives", () => {
  const normal = () => (n: number, _fan: unknown, rng: { normal(): number }) =>
    Float64Array.from({ length: n }, () => rng.normal());
  for (const options of [{ heads: 2 }, { heads: 2, causal: true }, { heads: 1, rotary: true }]) {
    const layer = create(options, [3, 4], { ...f64, initializer: normal });
    for (let seed = 0; seed < 3; seed++) expect(checkLayer(layer, [3, 4], { seed }).verdict).toBe("pass");
  }
});

const promises = conformance(selfAttention, registry, selfAttention.examples ?? []);
test.each(promises.map(({ name, run }) => [name, run]))("%s", (_name, run) => run());

test.each(["fast", "exhaustive"] as const)("a network of words, with padding, passes in mode %s", (mode) => {
  const layers = [
    { Embedding: { words: 5, size: 4 } },
    "SinusoidalPositions",
    { SelfAttention: { heads: 2, causal: true } },
    { Affine: { units: 3, axis: "last" } },
    "SoftmaxWithLoss",
  ];
  const input = { shape: [4], indices: 5, padding: 0 };
  const network = buildNetwork(registry, { input, layers }, { dtype: "f64" });
  const { tensors } = checkNetwork(network, { mode });
  expect(tensors.filter(({ verdict }) => verdict === "fail" || verdict === "inconclusive")).toEqual([]);
  const params = initParams(network, philoxStreams(0));
  expect(predict(network, params, tensor([1, 2, 0, 0], [1, 4], { dtype: "f64" })).shape).toEqual([1, 4, 3]);
});

test.each([
  [{ heads: 3 }, [2, 4], "its 3 heads must divide the length of a step, 4: set heads to a divisor of 4"],
  [
    { heads: 1 },
    [4],
    "needs sequences of vectors, [time, size], got [4]: put an Embedding or an Affine with axis: last before it",
  ],
  [
    { heads: 2, rotary: true },
    [3, 6],
    "rotates pairs of numbers, but a head has 6 / 2 = 3: set heads so that the length is even, or leave out rotary",
  ],
])("%j for samples of %j is refused", (options, inShape, message) => {
  expect(refusal(() => create(options, inShape))).toEqual({ code: "E_SHAPE", message });
});

test.each([
  [{}, "RG2005"],
  [{ heads: 0 }, "RG2004"],
  [{ heads: 1, causal: 1 }, "RG2004"],
])("options %j are refused", (options, code) => {
  expect(checkOptions(selfAttention, options, [])).toMatchObject({ issues: [{ code }] });
});

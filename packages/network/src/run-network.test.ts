import {
  numpyRandomState,
  numpyStreams,
  philoxStreams,
  RetrogradError,
  type Rng,
  tensor,
} from "@retrograd/core";
import { createRegistry, type ForwardContext, type LayerDefinition } from "@retrograd/plugin";
import { anything, refusal, tiny } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import { buildNetwork, byLayer, forward, forwardLoss, initParams, parameterCount, predict } from "./index.js";

const f64 = { dtype: "f64" } as const;
const registry = createRegistry(tiny);

const network = buildNetwork(
  registry,
  { input: [2], layers: [{ Dense: 2 }, { Dense: 1 }, "HalfSquares"] },
  f64,
);
const params = {
  Dense1: { W: tensor([1, 2, 3, 4], [2, 2], f64) },
  Dense2: { W: tensor([1, -1], [2, 1], f64) },
};
const x = tensor([1, 1, 2, 0], [2, 2], f64);
const t = tensor([0, 1], [2, 1], f64);

describe("a network computed by hand", () => {
  // h = x W = [[4, 6], [2, 4]], y = h V = [-2, -2], y - t = [-2, -3]
  test("forward returns the input of the loss", () => {
    const { y } = forward(network, params, x);
    expect(y.shape).toEqual([2, 1]);
    expect([...y.data]).toEqual([-2, -2]);
  });

  test("forwardLoss returns the mean loss and the loss's prediction", () => {
    const { loss, y } = forwardLoss(network, params, { x, t });
    expect(loss).toBe((4 + 9) / 4);
    expect([...y.data]).toEqual([-2, -2]);
  });

  test("predict returns the prediction of the loss", () => {
    expect([...predict(network, params, x).data]).toEqual([-20, -20]);
  });

  test("backward returns the gradient of every parameter by layer id", () => {
    const { grads } = forwardLoss(network, params, { x, t }).backward();
    // dy = [-1, -3/2]; dV = h^T dy, dh = dy V^T = [[-1, 1], [-3/2, 3/2]], dW = x^T dh
    expect(Object.keys(grads).sort()).toEqual(["Dense1", "Dense2"]);
    expect(grads.Dense2?.W?.shape).toEqual([2, 1]);
    expect([...(grads.Dense2?.W?.data ?? [])]).toEqual([-7, -12]);
    expect(grads.Dense1?.W?.shape).toEqual([2, 2]);
    expect([...(grads.Dense1?.W?.data ?? [])]).toEqual([-4, 4, -1, 1]);
  });

  test("backward returns dx only on request", () => {
    const gradients = forwardLoss(network, params, { x, t }, { needsInputGradient: true }).backward();
    // dx = dh W^T
    expect([...(gradients.dx?.data ?? [])]).toEqual([1, 1, 1.5, 1.5]);
    expect("dx" in forwardLoss(network, params, { x, t }).backward()).toBe(false);
  });

  test("backward scales with dloss", () => {
    const { grads } = forwardLoss(network, params, { x, t }).backward(2);
    expect([...(grads.Dense2?.W?.data ?? [])]).toEqual([-14, -24]);
  });

  test("backward of forward accepts any dy", () => {
    const { grads } = forward(network, params, x).backward(tensor([1, 0], [2, 1], f64));
    expect([...(grads.Dense2?.W?.data ?? [])]).toEqual([4, 6]);
    expect([...(grads.Dense1?.W?.data ?? [])]).toEqual([1, -1, 1, -1]);
  });

  test("two calls of backward return the same bits", () => {
    const drawn = initParams(network, philoxStreams(1));
    const run = forwardLoss(network, drawn, { x, t }, { needsInputGradient: true });
    const bits = () => {
      const { dx, grads } = run.backward();
      return [dx, grads.Dense1?.W, grads.Dense2?.W].map((tensor) => [...(tensor?.data ?? [])]);
    };
    const first = bits();
    expect(first.map((values) => values.length)).toEqual([4, 4, 2]);
    expect(bits()).toEqual(first);
  });

  test("a network with only a loss runs", () => {
    const alone = buildNetwork(registry, { input: [1], layers: ["HalfSquares"] }, f64);
    const { loss, backward } = forwardLoss(alone, {}, { x: t, t }, { needsInputGradient: true });
    expect(loss).toBe(0);
    expect([...(backward().dx?.data ?? [1])].map(Math.abs)).toEqual([0, 0]);
    expect(backward().grads).toEqual({});
  });
});

describe("parameters", () => {
  const normals = (rng: Rng, count: number) => Array.from({ length: count }, () => rng.normal());

  test("are drawn in order, each layer's from the stream init/<id>", () => {
    const drawn = initParams(network, philoxStreams(3));
    expect(Object.keys(drawn)).toEqual(["Dense1", "Dense2"]);
    expect([...(drawn.Dense1?.W?.data ?? [])]).toEqual(normals(philoxStreams(3).stream("init/Dense1"), 4));
    expect([...(drawn.Dense2?.W?.data ?? [])]).toEqual(normals(philoxStreams(3).stream("init/Dense2"), 2));
  });

  test("are drawn in sequence when all streams are one", () => {
    const drawn = initParams(network, numpyStreams(0));
    const expected = normals(numpyRandomState(0), 6);
    expect([...(drawn.Dense1?.W?.data ?? []), ...(drawn.Dense2?.W?.data ?? [])]).toEqual(expected);
  });

  test("of a layer stay the same when another layer is added", () => {
    const layers = [{ Dense: 2 }, "Noise", { Dense: 2, id: "new" }, { Dense: 1 }, "HalfSquares"];
    const longer = buildNetwork(registry, { input: [2], layers }, f64);
    const [short, long] = [initParams(network, philoxStreams(3)), initParams(longer, philoxStreams(3))];
    expect(Object.keys(long)).toEqual(["Dense1", "Noise1", "new", "Dense3"]);
    expect([...(long.Dense1?.W?.data ?? [])]).toEqual([...(short.Dense1?.W?.data ?? [])]);
  });

  test("are counted from the declared shapes", () => {
    expect(network.layers.map(parameterCount)).toEqual([4, 2]);
    expect(byLayer(network, parameterCount)).toEqual({ Dense1: 4, Dense2: 2 });
  });
});

describe("the context of a layer", () => {
  /** A layer that returns its input and records its contexts. */
  function witness(
    contexts: { readonly mode: string; readonly needsInputGradient: boolean }[],
  ): LayerDefinition {
    return {
      type: "Witness",
      summary: "",
      options: anything,
      create: (_options, inShape) => ({
        type: "Witness",
        outShape: inShape,
        paramShapes: {},
        init: () => ({}),
        forward(_params, x, { mode, needsInputGradient }: ForwardContext) {
          contexts.push({ mode, needsInputGradient });
          return { y: x, backward: (dy) => ({ dx: dy, grads: {} }) };
        },
      }),
    };
  }

  test.each([
    { ctx: {}, mode: "eval", first: false },
    { ctx: { mode: "train" }, mode: "train", first: false },
    { ctx: { mode: "train", needsInputGradient: true }, mode: "train", first: true },
    { ctx: { needsInputGradient: true }, mode: "eval", first: true },
  ] as const)(
    "with $ctx the first needs dx: $first, one after a learned layer does, both in $mode",
    ({ ctx, mode, first }) => {
      const contexts: { readonly mode: string; readonly needsInputGradient: boolean }[] = [];
      const extended = createRegistry(tiny, { name: "own", layers: [witness(contexts)] });
      const layers = ["Witness", { Dense: 2 }, "Witness", "HalfSquares"];
      const built = buildNetwork(extended, { input: [2], layers }, f64);
      const pass = forward(built, { Witness1: {}, Dense1: params.Dense1, Witness2: {} }, x, ctx);
      expect(contexts).toEqual([
        { mode, needsInputGradient: first },
        { mode, needsInputGradient: true },
      ]);
      // a dx of the first layer is dropped unless requested
      expect(pass.backward(x).dx === undefined).toBe(!first);
    },
  );

  const noisy = buildNetwork(registry, { input: [2], layers: ["Noise", "HalfSquares"] }, f64);
  const noise = { Noise1: {} };
  const run = (ctx: Parameters<typeof forward>[3]) => [...forward(noisy, noise, x, ctx).y.data];

  test("a layer draws in training from its own stream forward/<id> of the step", () => {
    const rng = philoxStreams(5).stream("forward/Noise1", 7);
    const expected = [1, 1, 2, 0].map((v) => v + rng.normal());
    expect(run({ mode: "train", streams: philoxStreams(5), step: 7 })).toEqual(expected);
  });

  test("a layer that accesses its stream again continues it", () => {
    const [a, b, c, d] = run({ mode: "train" });
    expect(new Set([a - 1, b - 1, c - 2, d]).size).toBe(4);
  });

  test("draws depend on step and seed alone", () => {
    const drawn = run({ mode: "train", streams: philoxStreams(5), step: 7 });
    expect(run({ mode: "train", streams: philoxStreams(5), step: 7 })).toEqual(drawn);
    expect(run({ mode: "train", streams: philoxStreams(5), step: 8 })).not.toEqual(drawn);
    expect(run({ mode: "train", streams: philoxStreams(6), step: 7 })).not.toEqual(drawn);
  });

  test("the default mode is eval, also that of predict", () => {
    expect(run({})).toEqual([1, 1, 2, 0]);
    expect([...predict(noisy, noise, x).data]).toEqual([10, 10, 20, 0]);
  });
});

describe("errors", () => {
  test.each([[2], [2, 3], [2, 2, 1], []])("refuses an input of shape %j", (...shape) => {
    const size = shape.reduce((product, axis) => product * axis, 1);
    expect(refusal(() => forward(network, params, tensor(new Float64Array(size), shape, f64)))).toEqual({
      code: "E_SHAPE",
      message: `the network takes x [batch, 2], got [${shape.join(", ")}]`,
    });
  });

  test("an error of a layer names the layer, and keeps code and cause", () => {
    const wrong = { ...params, Dense2: { W: tensor([1, 2, 3], [3, 1], f64) } };
    const run = () => forward(network, wrong, x);
    expect(refusal(run)).toEqual({
      code: "E_SHAPE",
      message: "Dense2: matmul: inner axes differ, a [2, 2] x b [3, 1]",
    });
    expect(run).toThrow(expect.objectContaining({ cause: expect.any(RetrogradError) }));
  });

  test("an error of a layer's backward names the layer", () => {
    const { backward } = forward(network, params, x);
    expect(refusal(() => backward(tensor([1, 2, 3], [3, 1], f64)))).toEqual({
      code: "E_SHAPE",
      message: "Dense2: matmul: inner axes differ, transposed a [2, 2] x b [3, 1]",
    });
  });

  test("an error of the loss names the loss", () => {
    expect(refusal(() => forwardLoss(network, params, { x, t: tensor([0, 1], [2], f64) }))).toEqual({
      code: "E_SHAPE",
      message: "HalfSquares1: subtract: shapes differ, [2, 1] and [2]",
    });
  });

  test("parameters without an entry for a layer are refused", () => {
    expect(refusal(() => forward(network, { Dense1: params.Dense1 }, x))).toEqual({
      code: "E_SHAPE",
      message: "Dense2: params has no entry for layer Dense2",
    });
  });

  test("a layer in the middle that returns no dx is named", () => {
    const silent: LayerDefinition = {
      type: "Silent",
      summary: "",
      options: anything,
      create: (_options, inShape) => ({
        type: "Silent",
        outShape: inShape,
        paramShapes: {},
        init: () => ({}),
        forward: (_params, x) => ({ y: x, backward: () => ({ grads: {} }) }),
      }),
    };
    const extended = createRegistry(tiny, { name: "own", layers: [silent] });
    const layers = [{ Dense: 2 }, "Silent", "HalfSquares"];
    const mute = buildNetwork(extended, { input: [2], layers }, f64);
    const { backward } = forward(mute, { Dense1: params.Dense1, Silent1: {} }, x);
    expect(refusal(() => backward(x))).toEqual({
      code: "E_SHAPE",
      message: "Silent1: backward returned no dx",
    });
  });

  test("an error that is not a RetrogradError names the layer and keeps its cause", () => {
    const failing: LayerDefinition = {
      type: "Failing",
      summary: "",
      options: anything,
      create: (_options, inShape) => ({
        type: "Failing",
        outShape: inShape,
        paramShapes: {},
        init: () => ({}),
        forward() {
          throw new TypeError("a mistake of the layer's author");
        },
      }),
    };
    const extended = createRegistry(tiny, { name: "own", layers: [failing] });
    const bad = buildNetwork(extended, { input: [2], layers: ["Failing", "HalfSquares"] }, f64);
    expect(() => forward(bad, { Failing1: {} }, x)).toThrow(
      expect.objectContaining({
        code: "E_PLUGIN",
        message: "Failing1: its code threw TypeError: a mistake of the layer's author",
        cause: new TypeError("a mistake of the layer's author"),
      }),
    );
  });

  test("an output whose shape is not the declared one names the layer and both shapes", () => {
    const lying: LayerDefinition = {
      type: "Lying",
      summary: "",
      options: anything,
      create: () => ({
        type: "Lying",
        outShape: [7],
        paramShapes: {},
        init: () => ({}),
        forward: (_params, input) => ({ y: input, backward: (dy) => ({ dx: dy, grads: {} }) }),
      }),
    };
    const extended = createRegistry(tiny, { name: "own", layers: [lying] });
    const bad = buildNetwork(extended, { input: [2], layers: ["Lying", "HalfSquares"] }, f64);
    expect(refusal(() => forward(bad, { Lying1: {} }, x))).toEqual({
      code: "E_PLUGIN",
      message: `Lying1: forward returned [${x.shape.join(", ")}], but the layer declares [${x.shape[0]}, 7]: fix outShape or forward`,
    });
  });
});

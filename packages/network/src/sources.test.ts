import { add, multiply, RetrogradError, sameShape, tensor } from "@retrograd/core";
import { createRegistry, defineJoint, definePlugin, type Entry } from "@retrograd/plugin";
import { anything, refusal, tiny } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import {
  buildNetwork,
  checkModel,
  forward,
  forwardLoss,
  guardNetwork,
  inOneRow,
  jointAsLayer,
  partsOfRow,
} from "./index.js";

const f64 = { dtype: "f64" } as const;

/** y = x1 + x2, or with the option `wrong` a backward that breaks the contract. */
const plus = defineJoint({
  type: "Plus",
  summary: "Sum.",
  options: anything,
  createJoint(options, inShapes) {
    const [first = [], second = []] = inShapes;
    if (!sameShape(first, second)) throw new RetrogradError("E_SHAPE", "its inputs differ");
    const { wrong } = options as { readonly wrong?: unknown };
    return {
      type: "Plus",
      inShapes,
      outShape: first,
      paramShapes: {},
      init: () => ({}),
      join: (_params, [x1, x2]) => ({
        y: x1 && x2 ? add(x1, x2) : tensor([], []),
        backward: (dy) => ({ dxs: wrong ? [dy] : [dy, dy], grads: {} }),
      }),
    };
  },
});

/** y = x1 x2 */
const times = defineJoint({
  type: "Times",
  summary: "Product.",
  options: anything,
  createJoint: (_options, inShapes) => ({
    type: "Times",
    inShapes,
    outShape: inShapes[0] ?? [],
    paramShapes: {},
    init: () => ({}),
    join: (_params, [x1, x2]) => ({
      y: x1 && x2 ? multiply(x1, x2) : tensor([], []),
      backward: (dy) => ({ dxs: x1 && x2 ? [multiply(dy, x2), multiply(dy, x1)] : [], grads: {} }),
    }),
  }),
});

const registry = createRegistry(tiny, definePlugin({ name: "joints", joints: [plus, times] }));
const build = (...layers: Entry[]) => buildNetwork(registry, { input: [2], layers }, f64);
const mistakes = (...layers: Entry[]) =>
  checkModel(registry, { input: [2], layers }, f64).issues.map(
    ({ code, path, message }) => `${code} ${path.join(".")}: ${message}`,
  );

const W = tensor([1, 2, 3, 4], [2, 2], f64);
const x = tensor([1, 1, 2, 0], [2, 2], f64);
const t = tensor([0, 0, 0, 0], [2, 2], f64);

describe("a graph computed by hand", () => {
  const around = build({ Dense: 2 }, { Plus: {}, from: ["Dense1", "input"] }, "HalfSquares");

  test("an output that two layers read gets the sum of their gradients", () => {
    // y = x W + x = [[5, 7], [4, 4]], dy = y / 2
    const { loss, backward } = forwardLoss(
      around,
      { Dense1: { W }, Plus1: {} },
      { x, t },
      { needsInputGradient: true },
    );
    expect(loss).toBe((25 + 49 + 16 + 16) / 4);
    const { grads, dx } = backward();
    // dW = x^T dy
    expect([...(grads.Dense1?.W?.data ?? [])]).toEqual([6.5, 7.5, 2.5, 3.5]);
    // dx = dy W^T + dy
    expect([...(dx?.data ?? [])]).toEqual([9.5 + 2.5, 21.5 + 3.5, 6 + 2, 14 + 2]);
  });

  test("one output can be every input of a joint", () => {
    const square = build({ Dense: 2 }, { Times: {}, from: ["Dense1", "Dense1"] }, "HalfSquares");
    const { y, backward } = forward(square, { Dense1: { W }, Times1: {} }, x, { needsInputGradient: true });
    expect([...y.data]).toEqual([16, 36, 4, 16]);
    // dx = (2 (x W) dy) W^T for dy = 1
    expect([...(backward(tensor([1, 1, 1, 1], [2, 2], f64)).dx?.data ?? [])]).toEqual([32, 72, 20, 44]);
  });

  test("the loss can read any layer, and what it does not need has no gradient", () => {
    const network = { ...build({ Dense: 2 }, { Dense: 2 }, "HalfSquares") };
    const unread = { ...network, loss: { ...network.loss, from: [0] } };
    const { y, backward } = forward(unread, { Dense1: { W }, Dense2: { W } }, x);
    expect([...y.data]).toEqual([4, 6, 2, 4]);
    expect(backward(t).grads.Dense2).toEqual({});
  });

  test("a joint works as a layer of one input as well", () => {
    const joint = plus.createJoint({}, [[2], [2]], {
      engine: x.engine,
      dtype: "f64",
      initializer: () => () => new Float64Array(),
    });
    const row = inOneRow([x, W]);
    expect(row.shape).toEqual([2, 4]);
    expect(partsOfRow(row, joint.inShapes).map(({ data }) => [...data])).toEqual([[...x.data], [...W.data]]);
    const { y } = jointAsLayer(joint).forward({}, row, forwardContext);
    expect([...y.data]).toEqual([...add(x, W).data]);
  });

  test("a joint that does not return one gradient for each input is named", () => {
    const wrong = build({ Dense: 2 }, { Plus: { wrong: true }, from: ["Dense1", "input"] }, "HalfSquares");
    const pass = () =>
      forwardLoss(
        guardNetwork(wrong),
        { Dense1: { W }, Plus1: {} },
        { x, t },
        { needsInputGradient: true },
      ).backward();
    expect(refusal(pass)).toMatchObject({
      code: "E_PLUGIN",
      message: "Plus1: backward must return one gradient for each of 2 inputs, got 1",
    });
  });
});

const forwardContext = {
  mode: "train",
  needsInputGradient: true,
  get rng(): never {
    throw new Error("draws nothing");
  },
} as const;

describe("from", () => {
  test.each<[string, Entry[], string[]]>([
    [
      "an unknown id",
      [{ Dense: 2, id: "stem" }, { Plus: {}, from: ["Dense1", "stem"] }, "HalfSquares"],
      ['RG2012 layers.1.from.0: no earlier layer has the id "Dense1". Earlier: input, stem'],
    ],
    [
      "a later id",
      [{ Dense: 2, from: "Dense2" }, { Dense: 2 }, "HalfSquares"],
      ['RG2012 layers.0.from: "Dense2" is not above this entry: an entry can read only earlier ones'],
    ],
    [
      "two inputs of a layer that takes one",
      [{ Dense: 2 }, { Dense: 2, from: ["Dense1", "input"] }, "HalfSquares"],
      ["RG2012 layers.1.from: Dense2 takes one input, got 2: join them first, with Add or Concat"],
    ],
    [
      "one input of a joint",
      ["Plus", "HalfSquares"],
      [
        "RG2012 layers.0.from: Plus1 takes two or more inputs, got 1: list them, such as from: [Relu1, Affine2], or use residual or branches",
      ],
    ],
    [
      "shapes that do not fit",
      [{ Dense: 3 }, { Plus: {}, from: ["Dense1", "input"] }, "HalfSquares"],
      ["RG2006 layers.1: Plus1 after Dense1 [3] and the input [2]: its inputs differ"],
    ],
    [
      "an output that nobody reads",
      [{ Dense: 3 }, { Dense: 2, from: "input" }, "HalfSquares"],
      ['RG2013 layers.0: no entry reads Dense1: remove it, or add its id to the "from" of a later entry'],
    ],
    [
      "not an id",
      [{ Dense: 2, from: 3 }, "HalfSquares"],
      [
        'RG2004 layers.0.from: "from" must be the id of an earlier layer, or a list of ids such as "[Relu1, stem]", got 3',
      ],
    ],
    [
      "the id of the input",
      [{ Dense: 2, id: "input" }, { Plus: {}, from: ["input", "input"] }, "HalfSquares"],
      ['RG2008 layers.0.id: "input" is the network\'s input in "from": choose another id'],
    ],
  ])("%s is reported", (_name, layers, expected) => {
    expect(mistakes(...layers)).toEqual(expected);
  });

  test("a mistake hides only what reads it", () => {
    expect(
      mistakes(
        { Dense: 2, id: "a" },
        "Dnse",
        { Dense: 3, from: "a", id: "b" },
        { Plus: {}, from: ["a", "b"] },
        { Plus: {}, from: ["Dnse1", "Plus1"] },
        "HalfSquares",
      ),
    ).toEqual([
      expect.stringMatching(/^RG2001 layers.1: unknown layer or loss "Dnse"/),
      "RG2006 layers.3: Plus1 after a [2] and b [3]: its inputs differ",
    ]);
  });
});

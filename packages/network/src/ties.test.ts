import { add, matmul, philoxStreams, tensor } from "@retrograd/core";
import { createRegistry, defineJoint, definePlugin, type Entry } from "@retrograd/plugin";
import { anything, norms, refusal, tiny } from "@retrograd/testing";
import { expect, test } from "vitest";
import {
  buildNetwork,
  checkModel,
  forward,
  forwardLoss,
  initParams,
  parameterCount,
  parameterNames,
  parameterOwners,
  tiesOf,
  usesOf,
} from "./index.js";

const f64 = { dtype: "f64" } as const;

/** y = x1 + x2 */
const plus = defineJoint({
  type: "Plus",
  summary: "Sum.",
  options: anything,
  createJoint: (_options, inShapes) => ({
    type: "Plus",
    inShapes,
    outShape: inShapes[0] ?? [],
    paramShapes: {},
    init: () => ({}),
    join: (_params, [x1, x2]) => ({
      y: x1 && x2 ? add(x1, x2) : tensor([], []),
      backward: (dy) => ({ dxs: [dy, dy], grads: {} }),
    }),
  }),
});
const registry = createRegistry(tiny, norms, definePlugin({ name: "joints", joints: [plus] }));
const build = (...layers: Entry[]) => buildNetwork(registry, { input: [2], layers }, f64);

const x = tensor([1, 2, 3, -1], [2, 2], f64);
const t = tensor([0.5, -1, 1, 2], [2, 2], f64);
const W = tensor([0.5, -0.25, 1, 2], [2, 2], f64);

test("a tied parameter is drawn, counted and named once", () => {
  const network = build(
    { Dense: 2, id: "first" },
    { Dense: 2, tie: { W: "first.W" } },
    { Dense: 2, tie: { W: "Dense2.W" }, id: "third" },
    { Dense: 3, id: "own" },
    "HalfSquares",
  );
  // a tie to a tied parameter is one to its true name
  expect(tiesOf(network)).toEqual({ "Dense2.W": "first.W", "third.W": "first.W" });
  expect(usesOf(network, { id: "first", name: "W" })).toEqual([
    { position: 1, name: "W" },
    { position: 2, name: "W" },
  ]);
  const params = initParams(network, philoxStreams(0));
  expect(Object.entries(params).map(([id, tensors]) => [id, Object.keys(tensors)])).toEqual([
    ["first", ["W"]],
    ["Dense2", []],
    ["third", []],
    ["own", ["W"]],
  ]);
  expect(parameterNames(network)).toEqual(["first.W", "own.W"]);
  expect(parameterOwners(network).map(parameterCount)).toEqual([4, 0, 0, 6]);
  const y = forward(network, params, x).y.data;
  const { first, own } = params;
  if (first?.W === undefined || own?.W === undefined) throw new Error("two layers have parameters");
  const expected = [first.W, first.W, first.W, own.W].reduce((z, w) => matmul(z, w), x);
  expect([...y]).toEqual([...expected.data]);
});

test("its gradient is the sum over its uses, one after the other", () => {
  const network = build({ Dense: 2 }, { Dense: 2, tie: { W: "Dense1.W" } }, "HalfSquares");
  const params = { Dense1: { W }, Dense2: {} };
  const { grads } = forwardLoss(network, params, { x, t }).backward();
  // as of an untied network, added by hand
  const untied = build({ Dense: 2 }, { Dense: 2 }, "HalfSquares");
  const alone = forwardLoss(untied, { Dense1: { W }, Dense2: { W } }, { x, t }).backward().grads;
  const [one, other] = [alone.Dense1?.W?.data ?? [], alone.Dense2?.W?.data ?? []];
  const sum = Array.from(one, (value, i) => value + (other[i] ?? 0));
  expect(Object.keys(grads.Dense2 ?? {})).toEqual([]);
  expect([...(grads.Dense1?.W?.data ?? [])]).toEqual(sum);
  // and from dL/dW = x^T (dy W^T) + (x W)^T dy, by hand: x W = [[2.5, 3.75], [0.5, -2.75]],
  // y = x W W = [[5, 6.875], [-2.5, -5.625]], dy = (y - t) / 2
  const dy = [
    [2.25, 3.9375],
    [-1.75, -3.8125],
  ] as const;
  const dyW = dy.map(([p, q]) => [p * 0.5 - q * 0.25, p + 2 * q]);
  const rows = [
    [1, 2],
    [3, -1],
  ] as const;
  const h = [
    [2.5, 3.75],
    [0.5, -2.75],
  ] as const;
  const byHand = [0, 1].flatMap((i) =>
    [0, 1].map((j) =>
      [0, 1].reduce(
        (all, row) =>
          all + (rows[row]?.[i] ?? 0) * (dyW[row]?.[j] ?? 0) + (h[row]?.[i] ?? 0) * (dy[row]?.[j] ?? 0),
        0,
      ),
    ),
  );
  expect(sum).toEqual(byHand);
});

test("its gradient is the sum over uses next to each other, also where one layer is frozen", () => {
  const network = build(
    { Dense: 2, from: "input" },
    { Dense: 2, from: "input", tie: { W: "Dense1.W" } },
    { Plus: {}, from: ["Dense1", "Dense2"] },
    "HalfSquares",
  );
  const params = { Dense1: { W }, Dense2: {}, Plus1: {} };
  const { y, backward } = forwardLoss(network, params, { x, t });
  // y = 2 x W, so dW = 2 x^T (y - t) / 2
  const errors = Array.from(y.data, (value, i) => value - (t.data[i] ?? 0));
  const expected = matmul(x, tensor(errors, [2, 2], f64), { transposeA: true });
  expect([...(backward().grads.Dense1?.W?.data ?? [])]).toEqual([...expected.data]);
});

test.each<readonly [Entry, string]>([
  [
    { Dense: 2, tie: { W: "fist.W" } },
    'RG2014 layers[1].tie.W: no earlier layer has the parameter "fist.W". Earlier: first.W',
  ],
  [{ Dense: 2, tie: { V: "first.W" } }, 'RG2014 layers[1].tie.V: Dense2 has no parameter "V". Known: W'],
  [
    { Dense: 2, tie: { W: "Dense2.W" } },
    'RG2014 layers[1].tie.W: no earlier layer has the parameter "Dense2.W". Earlier: first.W',
  ],
  [{ Dense: 3, tie: { W: "first.W" } }, "RG2014 layers[1].tie.W: Dense2.W is [2, 3], but first.W is [2, 2]"],
  [
    { Dense: 2, tie: "first.W" },
    'RG2004 layers[1].tie: "tie" must map parameters to those of earlier layers, such as "{ W: embed.W }", got "first.W"',
  ],
  [{ Dense: 2, tie: {} }, 'RG2004 layers[1].tie: "tie" must map'],
  [
    { TestBatchNorm: {}, tie: { mean: "first.W" } },
    "RG2014 layers[1].tie.mean: TestBatchNorm1.mean is state, which cannot be tied",
  ],
])("refuses %j", (entry, message) => {
  const layers = [{ Dense: 2, id: "first" }, entry, "HalfSquares"];
  const { issues } = checkModel(registry, { input: [2], layers }, f64);
  expect(refusal(() => buildNetwork(registry, { input: [2], layers }, f64)).message).toContain(message);
  expect(issues).toHaveLength(1);
});

test("refuses ties to state, of a loss and of an initializer, and advises a transposed tie", () => {
  const messageOf = (...layers: Entry[]) => refusal(() => build(...layers)).message;
  expect(
    messageOf("TestBatchNorm", { TestBatchNorm: {}, tie: { gamma: "TestBatchNorm1.mean" } }, "HalfSquares"),
  ).toContain("TestBatchNorm1.mean is state, which cannot be tied: name a parameter");
  expect(messageOf({ Dense: 2 }, { HalfSquares: {}, tie: { W: "Dense1.W" } })).toContain(
    "HalfSquares1 is a loss, which cannot tie its parameters",
  );
  expect(messageOf({ Dense: 3 }, { Dense: 2, tie: { W: "Dense1.W" } }, "HalfSquares")).toContain(
    "Dense2.W is [3, 2], but Dense1.W is [2, 3]: they are each other's transpose, which the option transposed of Affine changes",
  );
  expect(
    messageOf({ Dense: { units: 2, init: { Normal: {}, tie: { W: "a.W" } } } }, "HalfSquares"),
  ).toContain('unknown key "tie": only layers have one');
  // a mistake of the layer that is tied to is reported alone
  expect(
    messageOf({ Dense: "x", id: "a" }, { Dense: 2, tie: { W: "a.W" } }, "HalfSquares").split("\n"),
  ).toHaveLength(1);
});

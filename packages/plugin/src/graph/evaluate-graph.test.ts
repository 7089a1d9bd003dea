import { type Shape, sizeOf } from "@retrograd/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { values } from "./broadcast.js";
import { evaluateGraph, forwardGraph } from "./evaluate-graph.js";
import { constant, GraphNode } from "./graph-node.js";

const scalar = (value: number) => values([value], []);

test("the shopping of the book: 2 apples and 3 oranges with tax", () => {
  // "Deep Learning from Scratch", chapter 5.4.2
  const [apple, apples, orange, oranges, tax] = ["apple", "apples", "orange", "oranges", "tax"].map((name) =>
    GraphNode.leaf(name, []),
  ) as [GraphNode, GraphNode, GraphNode, GraphNode, GraphNode];
  const price = apple.multiply(apples).add(orange.multiply(oranges)).multiply(tax);
  const leaves = new Map([
    [apple, scalar(100)],
    [apples, scalar(2)],
    [orange, scalar(150)],
    [oranges, scalar(3)],
    [tax, scalar(1.1)],
  ]);
  const nodes = evaluateGraph(price, leaves, scalar(1));
  expect(nodes.at(-1)?.node).toBe(price);
  expect(nodes.at(-1)?.value.data[0]).toBeCloseTo(715, 10);
  const derivativeOf = (leaf: GraphNode) => nodes.find(({ node }) => node === leaf)?.derivative.data[0];
  for (const [leaf, expected] of [
    [apple, 2.2],
    [apples, 110],
    [orange, 3.3],
    [oranges, 165],
    [tax, 650],
  ] as const) {
    expect(derivativeOf(leaf)).toBeCloseTo(expected, 10);
  }
});

/** Every operation, each on x [2, 3] with positive values and w [3] between 0.5 and 1.5. */
const operations: Readonly<Record<string, (x: GraphNode, w: GraphNode) => GraphNode>> = {
  add: (x, w) => x.add(w),
  subtract: (x, w) => w.subtract(x),
  multiply: (x, w) => x.multiply(w),
  divide: (x, w) => w.divide(x),
  "a number on the left": (x) => constant(2).divide(x),
  maximum: (x, w) => x.maximum(w.add(0.01)),
  minimum: (x, w) => x.minimum(w.add(0.01)),
  where: (x, w) => x.square().where(x.greater(w)),
  exp: (x) => x.exp(),
  log: (x) => x.log(),
  tanh: (x) => x.tanh(),
  erf: (x) => x.erf(),
  sqrt: (x) => x.sqrt(),
  square: (x) => x.square(),
  reciprocal: (x) => x.reciprocal(),
  "sum of all": (x, w) => x.multiply(w).sum(),
  "sum over the batch": (x) => x.square().sum(0),
  "sum over an axis": (x) => x.square().sum(1),
  "sum, axis kept": (x) => x.divide(x.sum(1, { keep: true })),
  "max over an axis": (x) => x.square().max(0),
  "max, axis kept": (x) => x.subtract(x.max(1, { keep: true })).exp(),
  matmul: (x, w) => x.matmul(w.reshape([3, 1])),
  transpose: (x) => x.square().transpose(),
  reshape: (x) => x.square().reshape([3, 2]),
  broadcast: (_x, w) => w.square().reshape([1, 3]).broadcast([2, 3]),
};

/** Numbers that are at least 0.02 from each other, so that no difference crosses a kink. */
const distinct = (count: number) =>
  fc
    .uniqueArray(fc.integer({ min: 25, max: 75 }), { minLength: count, maxLength: count })
    .map((numbers) => numbers.map((number) => number / 50));

test.each(Object.entries(operations))(
  "the derivatives of %s are those of finite differences",
  (_name, build) => {
    const x = GraphNode.leaf("x", [2, 3]);
    const w = GraphNode.leaf("w", [3]);
    const y = build(x, w);
    fc.assert(
      fc.property(distinct(9), distinct(sizeOf(y.shape)), (numbers, weights) => {
        const leavesOf = (all: readonly number[]) =>
          new Map([
            [x, values(all.slice(0, 6), x.shape)],
            [w, values(all.slice(6), w.shape)],
          ]);
        const weightedSum = (all: readonly number[]) => {
          const result = forwardGraph([y], leavesOf(all)).get(y);
          return weights.reduce((total, weight, i) => total + weight * (result?.data[i] ?? Number.NaN), 0);
        };
        const nodes = evaluateGraph(y, leavesOf(numbers), values(weights, y.shape));
        const derivatives = [x, w].flatMap((leaf) => {
          const evaluated = nodes.find(({ node }) => node === leaf);
          return Array.from(evaluated?.derivative.data ?? new Float64Array(sizeOf(leaf.shape)));
        });
        for (const [i, derivative] of derivatives.entries()) {
          const moved = (step: number) =>
            weightedSum(numbers.map((value, at) => (at === i ? value + step : value)));
          expect(derivative).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 6);
        }
      }),
      { numRuns: 10 },
    );
  },
);

test("erf has its known digits", () => {
  const x = GraphNode.leaf("x", [4]);
  const y = forwardGraph([x.erf()], new Map([[x, values([0.5, -1, 2, -7], [4])]])).values();
  const digits = [0.5204998778130465, -0.8427007929497149, 0.9953222650189527, -1];
  for (const [i, got] of Array.from([...y].at(-1)?.data ?? []).entries())
    expect(Math.abs(got - (digits[i] ?? 0))).toBeLessThan(4e-16);
});

test("the derivatives that arrive on several ways are added", () => {
  const x = GraphNode.leaf("x", []);
  // x^2 + 3 x + x at x = 2: 4 + 3 + 1
  const y = x.multiply(x).add(x.multiply(3)).add(x);
  const nodes = evaluateGraph(y, new Map([[x, scalar(2)]]), scalar(1));
  expect(nodes.find(({ node }) => node === x)?.derivative.data[0]).toBe(8);
  // each node once, after its inputs
  expect(new Set(nodes.map(({ node }) => node)).size).toBe(nodes.length);
});

test("a class of weight 0 passes nothing back, also where its logarithm is infinite", () => {
  const [y, t] = [GraphNode.leaf("y", [2]), GraphNode.leaf("t", [2])];
  const leaves = new Map([
    [y, values([0, 1], [2])],
    [t, values([0, 1], [2])],
  ]);
  const nodes = evaluateGraph(y.log().multiply(t), leaves, values([1, 1], [2]));
  expect([...(nodes.find(({ node }) => node === y)?.derivative.data ?? [])]).toEqual([0, 1]);
});

const [row, column] = [GraphNode.leaf("x", [2, 3]), GraphNode.leaf("W", [2, 3])];
const wrong: readonly (readonly [string, () => unknown, string])[] = [
  [
    "shapes that do not broadcast",
    () => row.add(GraphNode.leaf("b", [2])),
    "graph: +: shapes [2, 3] and [2]",
  ],
  ["inner axes that differ", () => row.matmul(column), "[m, k] and [k, n] are needed, got [2, 3] and [2, 3]"],
  ["an axis that is missing", () => row.sum(2), "there is no axis 2 in [2, 3]"],
  ["another size", () => row.reshape([4]), "[2, 3] has 6 elements, and [4] needs 4"],
  ["a transpose of a vector", () => GraphNode.leaf("b", [2]).transpose(), "a matrix is needed, got [2]"],
  ["a repeat that does not fit", () => row.broadcast([2, 1]), "[2, 3] does not repeat to [2, 1]"],
  ["text as an operand", () => row.add(JSON.parse('"1"')), "a node or a number"],
  [
    "a leaf without a value",
    () => forwardGraph([row], new Map()),
    "leaf x needs a value of shape [2, 3], got none",
  ],
  [
    "dy of another shape",
    () => evaluateGraph(row, new Map([[row, values([1, 2, 3, 4, 5, 6], [2, 3])]]), scalar(1)),
    "dy must have the output's shape [2, 3], got []",
  ],
];

test.each(wrong)("%s: an error with the shapes", (_name, run, message) => {
  expect(run).toThrow(message);
});

test("broadcasts as NumPy does", () => {
  const shapes: readonly (readonly [Shape, Shape, Shape])[] = [
    [[], [2, 3], [2, 3]],
    [[3], [2, 3], [2, 3]],
    [
      [2, 1],
      [1, 3],
      [2, 3],
    ],
    [
      [2, 1, 3],
      [4, 1],
      [2, 4, 3],
    ],
  ];
  for (const [a, b, y] of shapes) expect(GraphNode.leaf("a", a).add(GraphNode.leaf("b", b)).shape).toEqual(y);
});

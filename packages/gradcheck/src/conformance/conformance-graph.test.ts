import { scale } from "@retrograd/core";
import { affine, builtins, identityWithLoss } from "@retrograd/layers";
import {
  createRegistry,
  type Layer,
  type LayerDefinition,
  type LayerGraph,
  type LayerLeaves,
  type Loss,
  type LossDefinition,
} from "@retrograd/plugin";
import { expect, test } from "vitest";
import { conformance } from "./conformance.js";
import { lossConformance } from "./conformance-losses.js";

const registry = createRegistry(builtins);
const options = { units: 2 };

/** Affine with some members replaced. */
function withChange(change: (layer: Layer) => Partial<Layer>): LayerDefinition {
  return {
    ...affine,
    options: affine.options as LayerDefinition["options"],
    create(checked, inShape, ctx) {
      const layer = (affine as LayerDefinition).create(checked, inShape, ctx);
      return { ...layer, ...change(layer) };
    },
  };
}

const withGraph = (graph: (leaves: LayerLeaves) => LayerGraph) => withChange(() => ({ graph }));
const product = ({ x, W, b }: LayerLeaves) => {
  if (W === undefined || b === undefined) throw new Error("Affine has W and b");
  return { x, W, b, y: x.matmul(W).add(b) };
};

/** The problem that the check of the graph reports; undefined if there is no such check. */
function problemOf(definition: LayerDefinition): string | undefined {
  const check = conformance(definition, registry, [{ options, input: [3] }]).find(({ name }) =>
    name.includes("its graph"),
  );
  return check && outcome(check.run);
}

function outcome(run: () => void): string {
  try {
    run();
    return "passed";
  } catch (error) {
    return (error as Error).message;
  }
}

test("the graph of a right layer passes", () => {
  expect(problemOf(withChange(() => ({})))).toBe("passed");
  expect(problemOf(withGraph((leaves) => ({ y: product(leaves).y })))).toBe("passed");
});

test("there is no check without a graph", () => {
  const definition = withChange(() => ({}));
  const withoutGraph: LayerDefinition = {
    ...definition,
    create(checked, inShape, ctx) {
      const { graph: _graph, ...layer } = definition.create(checked, inShape, ctx);
      return layer;
    },
  };
  expect(problemOf(withoutGraph)).toBeUndefined();
});

const backwardOfAffine = (change: (back: ReturnType<ReturnType<Layer["forward"]>["backward"]>) => unknown) =>
  withChange((layer) => ({
    forward(params, x, ctx) {
      const { y, backward } = layer.forward(params, x, ctx);
      return { y, backward: (dy) => change(backward(dy)) as ReturnType<typeof backward> };
    },
  }));

const mutants: readonly (readonly [string, LayerDefinition, RegExp])[] = [
  [
    "a graph without the bias",
    withGraph(({ x, W }) => ({ y: x.matmul(W ?? x) })),
    /^graph: y is \S+ at element 0, where the layer itself computes \S+: fix the graph or the layer/,
  ],
  [
    "a graph that is off by 1e-11",
    withGraph((leaves) => ({ y: product(leaves).y.multiply(1 + 1e-11) })),
    /^graph: y is/,
  ],
  [
    "a backward with half of dx",
    backwardOfAffine(({ dx, grads }) => ({ dx: dx && scale(dx, 0.5), grads })),
    /^graph: dx by the chain rule is/,
  ],
  [
    "a backward with twice db",
    backwardOfAffine(({ dx, grads }) => ({ dx, grads: { ...grads, b: grads.b && scale(grads.b, 2) } })),
    /^graph: db by the chain rule is/,
  ],
  [
    "a wrong short form",
    withGraph((leaves) => ({
      y: product(leaves).y,
      gradients: { W: leaves.x.transpose().matmul(leaves.dy).multiply(2) },
    })),
    /^graph: the short form of dW is/,
  ],
  [
    "a short form of a tensor that is not there",
    withGraph((leaves) => ({ y: product(leaves).y, gradients: { V: leaves.dy } })),
    /Affine: graph: gradients.V: there is no tensor V$/,
  ],
  [
    "a parameter with the name of another leaf",
    withChange((layer) => ({ paramShapes: { ...layer.paramShapes, dy: [1] } })),
    /Affine: graph: a parameter is called "dy", the name of another leaf: rename the parameter$/,
  ],
  [
    "a graph of another shape",
    withGraph((leaves) => ({ y: product(leaves).y.sum() })),
    /Affine: graph: y must have the shape \[3, 2\], got \[\]/,
  ],
  [
    "a graph that returns a node, not an object with it",
    // as a plugin in JavaScript may
    withGraph((leaves) => Object.assign(product(leaves).y, JSON.parse("{}"))),
    /Affine: graph must return an object whose y is a node, such as x.multiply\(2\), got undefined/,
  ],
];

test.each(mutants)("%s fails", (_name, definition, expected) => {
  expect(problemOf(definition)).toMatch(expected);
});

/** The problem of the graph of IdentityWithLoss with some members replaced. */
function problemOfLoss(change: (loss: Loss) => Partial<Loss>): string {
  const definition: LossDefinition = {
    ...(identityWithLoss as LossDefinition),
    create(checked, inShape, ctx) {
      const loss = (identityWithLoss as LossDefinition).create(checked, inShape, ctx);
      return { ...loss, ...change(loss) };
    },
  };
  const check = lossConformance(definition, registry, [{ input: [2] }]).find(({ name }) =>
    name.includes("its graph"),
  );
  return check === undefined ? "no such check" : outcome(check.run);
}

test("a loss: its value, its prediction and its gradient are compared", () => {
  expect(problemOfLoss(() => ({}))).toBe("passed");
  expect(
    problemOfLoss(() => ({ graph: ({ x, t }) => ({ loss: x.subtract(t).square().sum().divide(2) }) })),
  ).toMatch(/^graph: the loss is/);
  expect(
    problemOfLoss(({ graph }) => ({
      graph: (leaves) => ({ ...(graph?.(leaves) ?? { loss: leaves.x }), y: leaves.t }),
    })),
  ).toMatch(/^graph: y is/);
  expect(
    problemOfLoss(({ forward }) => ({
      forward(x, t) {
        const result = forward(x, t);
        return { ...result, backward: (dloss) => ({ dx: scale(result.backward(dloss).dx, 3) }) };
      },
    })),
  ).toMatch(/^graph: dx by the chain rule is/);
});

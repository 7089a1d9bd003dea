import { expect, test } from "vitest";
import { formulaOf } from "./formula.js";
import { constant, GraphNode } from "./graph-node.js";

const x = GraphNode.leaf("x", [2, 3]);
const W = GraphNode.leaf("W", [3, 4]);
const dy = GraphNode.leaf("dy", [2, 4]);

test.each([
  [x.multiply(-1).exp().add(1).reciprocal(), "1 / (exp(x * -1) + 1)"],
  [x.matmul(W).add(1), "x W + 1"],
  [x.multiply(2).matmul(W), "(x * 2) W"],
  [dy.matmul(W.transpose()), "dy W^T"],
  [x.transpose().matmul(dy), "x^T dy"],
  [x.add(1).transpose(), "(x + 1)^T"],
  [dy.sum(0), "sum(dy over the batch)"],
  [x.sum(1), "sum(x over axis 1)"],
  [x.square().sum(), "sum(x^2)"],
  [x.add(1).square(), "(x + 1)^2"],
  [x.maximum(0), "max(x, 0)"],
  [x.minimum(6), "min(x, 6)"],
  [x.erf(), "erf(x)"],
  [x.where(x.greater(0)), "x where x > 0"],
  [x.where(x.greater(0)).multiply(2), "(x where x > 0) * 2"],
  [x.subtract(x.subtract(1)), "x - (x - 1)"],
  [x.add(x.add(1)), "x + x + 1"],
  [x.divide(x.multiply(2)), "x / (x * 2)"],
  [x.divide(x.divide(2)), "x / (x / 2)"],
  [x.divide(GraphNode.constant(2, "batch")), "x / batch"],
  [constant(1).subtract(x), "1 - x"],
  [x.reshape([6]), "reshape(x, [6])"],
])("%# is written as %s", (node, text) => {
  expect(formulaOf(node)).toBe(text);
});

test("a node with a name is written by its name, except as the whole formula", () => {
  const y = x.exp();
  const names = new Map([[y, "y"]]);
  expect(formulaOf(y, names)).toBe("exp(x)");
  expect(formulaOf(y.multiply(constant(1).subtract(y)), names)).toBe("y * (1 - y)");
});

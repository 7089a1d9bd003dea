import { tensor } from "@retrograd/core";
import { conformance, gradientMatchers } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { buildNetwork, forward } from "@retrograd/network";
import { createRegistry } from "@retrograd/plugin";
import { expect, test } from "vitest";
import plugin, { swish } from "../src/index.js";

const registry = createRegistry(builtins, plugin);

// All that a layer promises, in one line: shapes, purity, gradients, precision.
const cases = [
  { options: {}, input: [5], output: [5] },
  { options: { beta: -0.5 }, input: [2, 3], output: [2, 3] },
];
for (const { name, run } of conformance(swish, registry, cases)) test(name, run);

expect.extend(gradientMatchers);

test("a network around it has right gradients", () => {
  const model = { input: [6], layers: [{ Affine: 5 }, { Swish: 2 }, { Affine: 3 }, "SoftmaxWithLoss"] };
  expect(buildNetwork(registry, model, { dtype: "f64" })).toHaveCorrectGradients({ mode: "fast" });
});

test("y = x / (1 + e^-x) for beta 1, by hand", () => {
  const model = { input: [3], layers: ["Swish", "IdentityWithLoss"] };
  const network = buildNetwork(registry, model, { dtype: "f64" });
  const params = { Swish1: { beta: tensor([1], [1], network) } };
  const { y } = forward(network, params, tensor([0, Math.log(3), -Math.log(3)], [1, 3], network));
  // 1 / (1 + e^-ln 3) = 3/4 and 1/4
  const expected = [0, (3 / 4) * Math.log(3), (-1 / 4) * Math.log(3)];
  for (const [i, value] of expected.entries()) expect(y.data[i]).toBeCloseTo(value, 15);
});

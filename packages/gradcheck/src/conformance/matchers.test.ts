import { scale } from "@retrograd/core";
import { builtins } from "@retrograd/layers";
import { buildNetwork } from "@retrograd/network";
import { createRegistry, type LayerDefinition } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { gradientMatchers } from "../index.js";

expect.extend(gradientMatchers);

/** y = 2 x, with a factor of its own in backward. */
const double = (factor: number): LayerDefinition<unknown> => ({
  type: "Double",
  summary: "Twice x.",
  options: { "~standard": { version: 1, vendor: "by hand", validate: (value) => ({ value }) } },
  create: (_options, inShape) => ({
    type: "Double",
    outShape: inShape,
    paramShapes: {},
    init: () => ({}),
    forward: (_params, x) => ({
      y: scale(x, 2),
      backward: (dy) => ({ dx: scale(dy, factor), grads: {} }),
    }),
  }),
});

function networkWith(factor: number) {
  const registry = createRegistry(builtins, { name: "double", layers: [double(factor)] });
  const layers = [{ Affine: 4 }, "Double", { Affine: 3 }, "SoftmaxWithLoss"];
  return buildNetwork(registry, { input: [5], layers }, { dtype: "f64" });
}

const matcher = (factor: number) => expect(networkWith(factor));

test.each(["fast", "exhaustive"] as const)("a right network passes in %s mode", (mode) => {
  matcher(2).toHaveCorrectGradients({ mode });
  expect(() => matcher(2).not.toHaveCorrectGradients({ mode })).toThrow(
    "expected a gradient of the network to be wrong, but the verdict is pass",
  );
});

test.each(["fast", "exhaustive"] as const)("a wrong one fails by layer and cause in %s mode", (mode) => {
  matcher(1).not.toHaveCorrectGradients({ mode });
  expect(() => matcher(1).toHaveCorrectGradients({ mode })).toThrow(
    /the verdict is fail:\n(.*\n)*Double1\.x\[.*constant-factor: backward is 0\.5 times the derivative/,
  );
});

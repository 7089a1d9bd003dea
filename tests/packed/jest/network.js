// A network with a layer whose backward is wrong by a factor, or right with the factor 2.
import { scale } from "@retrograd/core";
import { builtins } from "@retrograd/layers";
import { buildNetwork } from "@retrograd/network";
import { createRegistry } from "@retrograd/plugin";

export function networkWith(factor) {
  const double = {
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
  };
  const registry = createRegistry(builtins, { name: "double", layers: [double] });
  const layers = [{ Affine: 4 }, "Double", { Affine: 3 }, "SoftmaxWithLoss"];
  return buildNetwork(registry, { input: [5], layers }, { dtype: "f64" });
}

import { reshape, sizeOf } from "@retrograd/core";
import { noOptions } from "@retrograd/layer-options";
import { defineLayer } from "@retrograd/plugin";

/** Reads a sample as one row. Affine does so by itself; before other layers it is needed.
 *  x: [batch, a, b, ...] -> y: [batch, a b ...]
 *  backward: dx = dy in the shape of x
 *  Source: the numbers stay in row-major order, as in PyTorch, Keras and NumPy */
export const flatten = defineLayer({
  type: "Flatten",
  summary: "Reads a sample as one row.",
  options: noOptions,
  examples: [
    { input: [2, 3], output: [6] },
    { input: [2, 3, 4], output: [24] },
    { input: [5], output: [5] },
  ],
  create: (_options, inShape) => {
    const outShape = [sizeOf(inShape)];
    return {
      type: "Flatten",
      outShape,
      paramShapes: {},
      init: () => ({}),
      forward: (_params, x) => ({
        y: reshape(x, [x.shape[0] ?? 0, ...outShape]),
        backward: (dy) => ({ dx: reshape(dy, x.shape), grads: {} }),
      }),
    };
  },
});

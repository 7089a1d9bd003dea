import type { Explanation } from "./explanation.js";

/** Causes in the form of the result of backward, whatever its numbers. */
export const forms = {
  "missing-gradient": {
    summary: "Backward returns no gradient for a tensor.",
    why: "dx or the name of a parameter is missing from the result of backward.",
    fix: "Return dx, and a gradient for every parameter under its name.",
    example: {
      of: "layer",
      message: "backward returned no gradient for b",
      diff: `
  paramShapes: { b: inShape },
  init: () => ({ b: zeros(inShape, ctx) }),
  forward: ({ b }, x) => ({
    y: addRow(x, b),
-   backward: (dy) => ({ dx: dy, grads: {} }),
+   backward: (dy) => ({ dx: dy, grads: { b: sumRows(dy) } }),
  }),`,
    },
  },
  "wrong-shape": {
    summary: "A gradient does not have the shape of its tensor.",
    why: "An axis was summed or kept by mistake, or a reshape is missing.",
    fix: "Reshape or sum the gradient to the shape of its tensor.",
    example: {
      of: "layer",
      message: "backward returned a gradient of shape [3, 4], but b is [4]",
      diff: `
  paramShapes: { b: inShape },
  init: () => ({ b: zeros(inShape, ctx) }),
  forward: ({ b }, x) => ({
    y: addRow(x, b),
-   backward: (dy) => ({ dx: dy, grads: { b: dy } }),
+   backward: (dy) => ({ dx: dy, grads: { b: sumRows(dy) } }),
  }),`,
    },
  },
  "wrong-dtype": {
    summary: "A gradient does not have the number type of its tensor.",
    why: "A tensor was created without a number type, which gives float32.",
    fix: "Create tensors with the options of another one: tensor(values, shape, x).",
    example: {
      of: "layer",
      message: "backward returned float32 for x, which is float64",
      diff: `
  forward: (params, x) => ({
    y: scale(x, 2),
    backward(dy) {
      const dx = Array.from(dy.data, (d) => 2 * d);
-     return { dx: tensor(dx, dy.shape), grads: {} };
+     return { dx: tensor(dx, dy.shape, dy), grads: {} };
    },
  }),`,
    },
  },
} as const satisfies Readonly<Record<string, Explanation>>;

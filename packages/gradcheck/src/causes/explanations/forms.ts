import type { Explanation } from "./explanation.js";

/** Causes that show in what backward returns, before a number of it is looked at. */
export const forms = {
  "missing-gradient": {
    summary: "Backward gives no gradient for a tensor.",
    why: "dx or a parameter's name is missing from what backward returns.",
    mend: "Return dx and a gradient for every parameter, under the parameter's name.",
    example: {
      of: "layer",
      message: "backward gave no gradient for b",
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
    summary: "A gradient has another shape than its tensor.",
    why: "An axis was summed away or kept by mistake, or a reshape is missing.",
    mend: "Reshape or sum the gradient to the shape of the tensor that it belongs to.",
    example: {
      of: "layer",
      message: "backward gave a gradient of shape [3, 4], but b is [4]",
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
    summary: "A gradient has another number type than its tensor.",
    why: "A tensor was made without the type of its neighbours, which gives float32.",
    mend: "Make tensors with the options of another one: tensor(values, shape, x).",
    example: {
      of: "layer",
      message: "backward gave float32 for x, which is float64",
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

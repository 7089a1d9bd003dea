import type { Explanation } from "./explanation.js";

/** Causes whose mistake is in some elements of a gradient: at wrong positions, in some rows, on one side of a kink. */
export const places = {
  transposed: {
    summary:
      "Backward exchanges two axes of the derivative: it returns the transpose, or multiplies by a matrix that should be transposed.",
    why: "A matrix product lacks its transpose: for y = x W, dx = dy W^T and dW = x^T dy.",
    fix: "Compare the shapes of both factors with the formula; a square matrix hides this mistake.",
    example: {
      of: "layer",
      message: "backward multiplies dy by the matrix that should be transposed",
      diff: `
  paramShapes: { W: [4, 4] },
  init: (rng) => ({ W: tensor(Array.from({ length: 16 }, () => rng.normal()), [4, 4], ctx) }),
  forward: ({ W }, x) => ({
    y: matmul(x, W),
    backward: (dy) => ({
-     dx: matmul(dy, W),
+     dx: matmul(dy, W, { transposeB: true }),
      grads: { W: matmul(x, dy, { transposeA: true }) },
    }),
  }),`,
    },
  },
  misplaced: {
    summary: "Backward has the numbers of the derivative at other positions.",
    why: "An index is off by one, or backward writes elements in another order than forward reads them.",
    fix: "Write down which output each input element influences, and use the same mapping in backward.",
    example: {
      of: "layer",
      message: "backward has the numbers of the derivative at other positions",
      diff: `
  forward(params, x) {
    // each row rotated to the left
    const moved = (t, by) =>
      tensor(Array.from(t.data, (_, i) => t.data[i - (i % 4) + ((i + by) % 4)]), t.shape, t);
    return {
      y: scale(moved(x, 1), 2),
-     backward: (dy) => ({ dx: scale(moved(dy, 2), 2), grads: {} }),
+     backward: (dy) => ({ dx: scale(moved(dy, 3), 2), grads: {} }),
    };
  },`,
    },
  },
  "wrong-mask": {
    summary:
      "The mask of backward passes gradients that it should stop, or stops gradients that it should pass.",
    why: "The mask of backward is not that of forward: it is inverted, missing, drawn again, or computed from another tensor.",
    fix: "Keep the mask of forward in its closure, and use it in backward.",
    example: {
      of: "layer",
      message: "backward stops 4 elements that it should pass, and passes 8 that it should stop",
      diff: `
  branches: (params, x) => Array.from(x.data, Math.sign),
  forward: (params, x) => ({
    y: relu(x),
-   backward: (dy) => ({ dx: zip(dy, x, (d, v) => (v < 0 ? d : 0)), grads: {} }),
+   backward: (dy) => ({ dx: zip(dy, x, (d, v) => (v > 0 ? d : 0)), grads: {} }),
  }),`,
    },
  },
  "missing-sum": {
    summary: "Backward gives the gradient of some rows instead of the sum over all rows.",
    why: "A parameter that all rows share gets the gradient of a single row, or of all but one.",
    fix: "Sum over the batch axis, from the first row to the last: db = sum of dy over the rows.",
    example: {
      of: "layer",
      message: "backward leaves out 2 of 3 rows: 1, 2",
      diff: `
  paramShapes: { b: inShape },
  init: () => ({ b: zeros(inShape, ctx) }),
  forward: ({ b }, x) => ({
    y: addRow(x, b),
    backward(dy) {
-     const db = tensor(Array.from(dy.data).slice(0, 4), [4], dy);
+     const db = sumRows(dy);
      return { dx: dy, grads: { b: db } };
    },
  }),`,
    },
  },
  element: {
    summary: "A few elements are wrong, and all others are right.",
    why: "A boundary case is missing: the first or last index, a remainder, a special case.",
    fix: "Look at the indices that the report lists.",
    example: {
      of: "layer",
      message: "only 1 of 12 elements is wrong: [2, 3]",
      diff: `
  forward: (params, x) => ({
    y: scale(x, 2),
    backward(dy) {
      const dx = new Float64Array(dy.size);
-     for (let i = 0; i < dy.size - 1; i++) dx[i] = 2 * dy.data[i];
+     for (let i = 0; i < dy.size; i++) dx[i] = 2 * dy.data[i];
      return { dx: tensor(dx, dy.shape, dy), grads: {} };
    },
  }),`,
    },
  },
  "not-finite": {
    summary: "Backward gives NaN or infinity where the derivative is a number.",
    why: "Backward divides by zero, takes the logarithm of zero, or subtracts infinity from infinity.",
    fix: "Avoid it as forward does: for example, subtract the maximum before an exponential.",
    example: {
      of: "layer",
      message: "backward gives NaN or infinity in 8 of 12 elements",
      diff: `
  forward(params, x) {
    const y = map(x, (v) => Math.sqrt(Math.max(v, 0)));
    return {
      y,
-     backward: (dy) => ({ dx: zip(dy, y, (d, r) => d / (2 * r)), grads: {} }),
+     backward: (dy) => ({ dx: zip(dy, y, (d, r) => (r > 0 ? d / (2 * r) : 0)), grads: {} }),
    };
  },`,
    },
  },
} as const satisfies Readonly<Record<string, Explanation>>;

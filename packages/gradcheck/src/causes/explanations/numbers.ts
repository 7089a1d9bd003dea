import type { Explanation } from "./explanation.js";

/** Causes in the precision of the computed numbers, and in the limits of differences. */
export const numbers = {
  approximation: {
    summary: "Backward and the differences of forward are nearly, but not exactly, equal.",
    why: "Forward approximates a function by a series, a table or a rounded constant, and backward is the derivative of the exact function; or the other way round. An eps in only one of the two has the same effect.",
    fix: "Compute the function to full precision (core has erf), or differentiate the approximation.",
    example: {
      of: "layer",
      message:
        "forward or backward is less precise than float64: they agree to 7e-7 of the largest gradient, but not better",
      diff: `
  forward(params, x) {
-   const y = map(x, (v) => 2.71828 ** v);
+   const y = map(x, Math.exp);
    return { y, backward: (dy) => ({ dx: multiply(dy, y), grads: {} }) };
  },`,
    },
  },
  "imprecise-forward": {
    summary: "Forward is less precise than float64.",
    why: "Numbers are rounded to float32 on the way (Math.fround, a Float32Array, a tensor created without the dtype of the input), or two large, nearly equal numbers are subtracted, as in E[x^2] - E[x]^2. Backward is right within this noise, but the noise is larger than a check in float64 allows.",
    fix: "Keep the dtype of the input; subtract the mean before squaring; use log1p and expm1.",
    example: {
      of: "layer",
      message:
        "forward has random errors of 1e-9 of its largest output instead of 1e-16 in float64; backward is right within that noise",
      diff: `
  forward: (params, x) => ({
-   y: map(x, (v) => Math.fround(v * v)),
+   y: map(x, (v) => v * v),
    backward: (dy) => ({ dx: multiply(dy, scale(x, 2)), grads: {} }),
  }),`,
    },
  },
  "noisy-forward": {
    verdict: "inconclusive",
    summary: "Forward is so noisy that no difference of it is meaningful.",
    why: "Two huge numbers are subtracted, so that all digits of the result are lost, or the output is rounded to very few values. It is unknown whether backward is right.",
    fix: "Rearrange the formula so that terms that cancel are never added.",
    example: {
      of: "layer",
      message:
        "forward has random errors of 6e-2 of its largest output, so no difference of it is meaningful",
      diff: `
  forward: (params, x) => ({
-   y: map(x, (v) => 1e16 + v - 1e16),
+   y: map(x, (v) => v),
    backward: (dy) => ({ dx: dy, grads: {} }),
  }),`,
    },
  },
  "undeclared-kink": {
    verdict: "subgradient",
    summary: "Forward has a kink here that the layer does not declare.",
    why: "Max, abs, clip, hinge and pooling have a slope on each side of a kink and no derivative on it. A check avoids declared kinks, and counts those that the input is on. An undeclared kink has to be guessed from the slopes. Where several are close together, nothing can be proved (verdict inconclusive). Backward can still be right.",
    fix: "Declare branches(params, x): for each kink a number for its side, such as the index of the maximum for a pool. A loss has none to declare: check it on inputs away from its kinks, or take the verdict subgradient.",
    example: {
      of: "layer",
      message: "forward has a kink here and declares no branches, so differences cannot avoid it",
      diff: `
  paramShapes: { b: inShape },
  init: () => ({ b: zeros(inShape, ctx) }),
- branches: undefined,
+ branches: ({ b }) => Array.from(b.data, (v) => (v > 0 ? 1 : 0)),
  forward({ b }, x) {
    const slope = map(b, (v) => (v > 0 ? 1 : 0.5));
    return {
      y: addRow(x, multiply(b, slope)),
      backward: (dy) => ({ dx: dy, grads: { b: multiply(sumRows(dy), slope) } }),
    };
  },`,
    },
  },
} as const satisfies Readonly<Record<string, Explanation>>;

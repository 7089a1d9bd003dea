import type { Explanation } from "./explanation.js";

/** Causes that lie in how precisely the numbers are computed, and in what differences can see of them. */
export const numbers = {
  approximation: {
    summary: "Backward and the differences of forward are nearly the same, and not quite.",
    why: "Forward approximates a function, by a series, a table or a short constant, and backward is the derivative of the function itself; or the other way round. An eps that stands in one of the two alone looks the same.",
    mend: "Compute the function to the last bit (core has erf), or take the derivative of what forward computes.",
    example: {
      of: "layer",
      message: "backward and differences agree to 7e-7 of the largest gradient, and no further",
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
    why: "Numbers pass through float32 on their way (Math.fround, a Float32Array, a tensor made without the dtype of its neighbours), or two large numbers are subtracted that are nearly equal, as in E[x^2] - E[x]^2. Backward is right as far as differences tell, but they tell less than a check in float64 asks for.",
    mend: "Keep the dtype of the input; subtract the mean before squaring; use log1p and expm1.",
    example: {
      of: "layer",
      message:
        "forward is off by 1e-9 of its largest output at random, where float64 gives 1e-16; backward is right as far as differences tell",
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
    summary: "Forward is so noisy that no difference of it means anything.",
    why: "Two huge numbers are subtracted, so that all digits of the result are lost, or the output is rounded to a grid as coarse as the input. Whether backward is right cannot be told.",
    mend: "Rearrange the formula, so that what cancels is never added.",
    example: {
      of: "layer",
      message: "forward is off by 6e-2 of its largest output at random: no difference of it means anything",
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
    why: "Max, abs, clip, hinge and pools have a slope to either side of a kink, and no derivative on it. A check keeps clear of kinks that are declared, and counts those that it sits on. One that is not declared has to be guessed from the slopes, and where several meet nothing can be proved (verdict inconclusive). Backward may well be right.",
    mend: "Declare branches(params, x): for each kink a number for the side that it is on, such as the index that a pool takes.",
    example: {
      of: "layer",
      message:
        "forward has a kink here and declares no branches, so that differences cannot keep clear of it",
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

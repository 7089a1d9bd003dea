import type { Explanation } from "./explanation.js";

/** Causes where every element is wrong in the same proportion, or by the same rule. */
export const factors = {
  sign: {
    summary: "Backward is -1 times the derivative.",
    why: "A minus was lost or doubled: target minus prediction in place of prediction minus target, or a subtraction whose second operand kept its sign.",
    mend: "Derive the sign again; for y = a - b the gradient by b is -dy.",
    example: {
      of: "layer",
      message: "backward is -1 times the derivative",
      diff: `
  forward: (params, x) => ({
    y: map(x, (v) => 1 - v),
-   backward: (dy) => ({ dx: dy, grads: {} }),
+   backward: (dy) => ({ dx: scale(dy, -1), grads: {} }),
  }),`,
    },
  },
  "missing-mean": {
    summary: "Backward is N times the derivative, where N counts rows, columns or elements.",
    why: "Forward takes a mean, and backward is that of a sum; or the two divide by different counts.",
    mend: "Divide the gradient by the number that forward divides by.",
    example: {
      of: "loss",
      message: "backward is 3 times the derivative in every element, the number of rows",
      diff: `
  forward(x, t) {
    const error = subtract(x, t);
    const rows = x.shape[0];
    return {
      y: x,
      loss: sum(square(error)) / 2 / rows,
-     backward: (dloss = 1) => ({ dx: scale(error, dloss) }),
+     backward: (dloss = 1) => ({ dx: scale(error, dloss / rows) }),
    };
  },`,
    },
  },
  "extra-mean": {
    summary: "Backward is 1/N of the derivative, where N counts rows, columns or elements.",
    why: "A mean was taken twice, or of a sum: the loss divides by the batch already, so a layer sums over rows.",
    mend: "Sum over the batch; leave the division to the loss.",
    example: {
      of: "layer",
      message: "backward is 0.3333333 times the derivative in every element, 1 over the number of rows",
      diff: `
  paramShapes: { b: inShape },
  init: () => ({ b: zeros(inShape, ctx) }),
  forward: ({ b }, x) => ({
    y: addRow(x, b),
    backward(dy) {
-     const db = scale(sumRows(dy), 1 / dy.shape[0]);
+     const db = sumRows(dy);
      return { dx: dy, grads: { b: db } };
    },
  }),`,
    },
  },
  "constant-factor": {
    summary: "Backward is the derivative times one wrong constant.",
    why: "A factor of forward, such as the 2 of a square, was forgotten or written twice.",
    mend: "Multiply by the constant that the message gives, or find the factor that it stands for.",
    example: {
      of: "layer",
      message: "backward is 0.5 times the derivative in every element",
      diff: `
  forward: (params, x) => ({
    y: square(x),
-   backward: (dy) => ({ dx: multiply(dy, x), grads: {} }),
+   backward: (dy) => ({ dx: multiply(dy, scale(x, 2)), grads: {} }),
  }),`,
    },
  },
  "zero-gradient": {
    summary: "Backward gives zeros where the derivative is not zero.",
    why: "The gradient was never written, or was multiplied by a mask that lets nothing through.",
    mend: "Compute the gradient; if the tensor is constant by intent, do not read it in forward.",
    example: {
      of: "layer",
      message: "backward gives 0 in every element",
      diff: `
  paramShapes: { b: inShape },
  init: () => ({ b: zeros(inShape, ctx) }),
  forward: ({ b }, x) => ({
    y: addRow(x, b),
-   backward: (dy) => ({ dx: dy, grads: { b: zeros(inShape, dy) } }),
+   backward: (dy) => ({ dx: dy, grads: { b: sumRows(dy) } }),
  }),`,
    },
  },
  "smoothed-loss": {
    summary:
      "Backward is the derivative of the loss without the small constant that forward adds in its logarithm.",
    why: "Forward takes log(y + eps) so as not to meet log 0; backward is the derivative of log y. They differ by eps / y, relatively.",
    mend: "Compute the loss from the logits (log of softmax with the maximum subtracted), which needs no eps; or differentiate what forward computes.",
    example: {
      of: "loss",
      message: "the gap to the derivative is eps / y with eps = 1.0e-7: forward takes log(y + 1.0e-7)",
      diff: `
  targets: "classes",
  exampleTargets: (batch, rng) => tensor(rng.integers(4, batch), [batch], ctx),
  forward(x, t) {
-   const y = softmax(x);
-   const of = Array.from(t.data, (k, row) => Math.log(y.data[4 * row + k] + 1e-7));
-   const loss = -of.reduce((sum, v) => sum + v, 0) / t.size;
+   const { loss, y } = softmaxCrossEntropy(x, t);
    return {
      y,
      loss,
      backward: (dloss) => ({ dx: softmaxCrossEntropyGradient(y, t, dloss) }),
    };
  },`,
    },
  },
  nonlinear: {
    summary: "Backward is not linear in dy.",
    why: "dy is replaced, clipped, rounded, or used through its sign; a chain of derivatives only ever multiplies by it.",
    mend: "Multiply by dy as it comes; clip gradients in the optimizer, not in a layer.",
    example: {
      of: "layer",
      message: "backward is not linear in dy",
      diff: `
  forward: (params, x) => ({
    y: scale(x, 3),
    backward(dy) {
-     const clipped = map(dy, (d) => Math.max(-1, Math.min(d, 1)));
-     return { dx: scale(clipped, 3), grads: {} };
+     return { dx: scale(dy, 3), grads: {} };
    },
  }),`,
    },
  },
  "slope-of-output": {
    summary: "Backward takes the slope at the output y, where the input x should stand.",
    why: "y was kept in place of x, or handed to a derivative that is written for x.",
    mend: "Keep x and take the slope there; or write the slope in terms of y, such as y (1 - y) for a sigmoid.",
    example: {
      of: "layer",
      message: "backward takes the slope at y, the output, where x should stand",
      diff: `
  forward(params, x) {
    const y = map(x, (v) => Math.log1p(Math.exp(v)));
    return {
      y,
-     backward: (dy) => ({ dx: multiply(dy, sigmoid(y)), grads: {} }),
+     backward: (dy) => ({ dx: multiply(dy, sigmoid(x)), grads: {} }),
    };
  },`,
    },
  },
  statistic: {
    summary: "What flows through a mean, a deviation or a norm is missing or wrong.",
    why: "Along one axis the gap to the derivative is a constant plus a multiple of x, other ones in each line: a statistic of the line was taken for a constant, as normalisations are when they only evaluate, or a term of its derivative is off.",
    mend: "Add what each x changes through the statistic: dy less its mean for a mean, and less the share along x for a norm.",
    example: {
      of: "layer",
      message:
        "along axis 1 the gap to the derivative is a + b x: what flows through a mean, a deviation or a norm is wrong",
      diff: `
  forward(params, x) {
    const quarter = tensor(new Float64Array(16).fill(0.25), [4, 4], x);
    const centred = (v) => subtract(v, matmul(v, quarter));
    return {
      y: centred(x),
-     backward: (dy) => ({ dx: dy, grads: {} }),
+     backward: (dy) => ({ dx: centred(dy), grads: {} }),
    };
  },`,
    },
  },
  unknown: {
    summary: "Backward is not the derivative, and the error has none of the forms that the checker knows.",
    why: "A term of the derivative is missing or wrong.",
    mend: "Derive backward again on paper and compare the worst elements one by one.",
    example: {
      of: "layer",
      message: "12 of 12 elements are wrong, in no known way",
      diff: `
  forward(params, x) {
    const s = sigmoid(x);
-   const slope = s;
+   const slope = zip(x, s, (v, p) => p + v * p * (1 - p));
    return {
      y: multiply(x, s),
      backward: (dy) => ({ dx: multiply(dy, slope), grads: {} }),
    };
  },`,
    },
  },
} as const satisfies Readonly<Record<string, Explanation>>;

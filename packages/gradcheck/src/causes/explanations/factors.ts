import type { Explanation } from "./explanation.js";

/** Causes where every element is wrong by the same factor, or by the same rule. */
export const factors = {
  sign: {
    summary: "Backward is -1 times the derivative.",
    why: "A minus sign is missing or doubled: target minus prediction instead of prediction minus target, or the second operand of a subtraction keeps its sign.",
    fix: "Derive the sign again: for y = a - b, the gradient by b is -dy.",
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
    summary: "Backward is N times the derivative, where N is the number of rows, columns or elements.",
    why: "Forward computes a mean and backward belongs to a sum, or the two divide by different numbers.",
    fix: "Divide the gradient by the same number as forward.",
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
    summary: "Backward is 1/N of the derivative, where N is the number of rows, columns or elements.",
    why: "Backward takes a mean where it should sum. The loss already divides by the batch, so a layer sums over rows.",
    fix: "Sum over the batch; only the loss divides by it.",
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
    why: "A factor, such as the 2 in the derivative of a square, is missing or appears twice.",
    fix: "Find the factor in the formula that equals the constant in the message.",
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
    why: "The gradient is never computed, or is multiplied by a mask that is 0 everywhere.",
    fix: "Compute the gradient. If the tensor is not to be trained, do not make it a parameter.",
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
    why: "Forward computes log(y + eps) to avoid log 0, and backward is the derivative of log y. Their relative difference is eps / y.",
    fix: "Compute the loss from the logits (log softmax with the maximum subtracted), which needs no eps; or differentiate log(y + eps).",
    example: {
      of: "loss",
      message: "the gap to the derivative is eps / y with eps = 1.0e-7: forward computes log(y + 1.0e-7)",
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
    why: "dy is replaced, clipped, rounded or reduced to its sign. By the chain rule, backward only multiplies by dy.",
    fix: "Multiply by dy unchanged; clip gradients with the clip option of training, not in a layer.",
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
    summary: "Backward uses the slope at the output y instead of the input x.",
    why: "y was kept instead of x, or passed to a derivative that expects x.",
    fix: "Keep x and compute the slope there; or express the slope in terms of y, such as y (1 - y) for a sigmoid.",
    example: {
      of: "layer",
      message: "backward uses the slope at the output y instead of the input x",
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
    summary: "The gradient through a mean, a standard deviation or a norm is missing or wrong.",
    why: "Along one axis the gap to the derivative is a constant plus a multiple of x, different for each line. A statistic of the line was treated as a constant, or a term of its derivative is wrong.",
    fix: "Include the derivative of the statistic by each x: subtract the mean of dy for a mean, and the projection of dy on x for a norm.",
    example: {
      of: "layer",
      message:
        "along axis 1 the gap to the derivative is a + b x: the gradient through a mean, a standard deviation or a norm is wrong",
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
    summary: "Backward is not the derivative, and the error matches no known cause.",
    why: "A term of the derivative is missing or wrong.",
    fix: "Derive backward again on paper, and compare the worst elements one by one.",
    example: {
      of: "layer",
      message: "12 of 12 elements are wrong, for no known cause",
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

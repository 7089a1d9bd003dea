import { type DiagnosisCode, diagnoses } from "@retrograd/gradcheck";
import type { ExplanationSource } from "./explanation.js";

/** A mistake in a line or two, and the same mended. */
interface Example {
  readonly wrong: string;
  readonly right: string;
}

const examples: Readonly<Record<DiagnosisCode, Example>> = {
  sign: { wrong: "y = subtract(a, b): db = dy", right: "db = scale(dy, -1)" },
  "missing-mean": { wrong: "loss = sum / batch: dx = y - t", right: "dx = scale(y - t, 1 / batch)" },
  "extra-mean": { wrong: "db = scale(sumRows(dy), 1 / batch)", right: "db = sumRows(dy)" },
  "constant-factor": { wrong: "y = x^2: dx = multiply(dy, x)", right: "dx = multiply(dy, scale(x, 2))" },
  "zero-gradient": { wrong: "dbeta = zeros([1])", right: "dbeta = sum of dy x s (1 - s) x" },
  transposed: { wrong: "y = x W: dx = matmul(dy, W)", right: "dx = matmul(dy, W, { transposeB: true })" },
  misplaced: { wrong: "y[i] = x[i]: dx[i] = dy[i + 1]", right: "dx[i] = dy[i]" },
  "wrong-mask": { wrong: "y = x where x > 0: dx = dy where x < 0", right: "dx = dy where x > 0" },
  "missing-sum": { wrong: "y = x W + b: db = the first row of dy", right: "db = sumRows(dy)" },
  accumulation: { wrong: "for each use k of i: dx[i] = dy[k]", right: "for each use k of i: dx[i] += dy[k]" },
  "stale-cache": {
    wrong: "forward: this.x = x; backward reads this.x",
    right: "forward: backward closes over x",
  },
  "mutated-input": { wrong: "x.data[i] = max(x.data[i], 0)", right: "y = map(x, (v) => Math.max(v, 0))" },
  nondeterministic: { wrong: "mask = Math.random() < p", right: "mask = ctx.rng.uniform() < p" },
  "unregistered-parameter": {
    wrong: "forward reads a gain that create made",
    right: "paramShapes: { gain: [1] }, and init returns { gain }",
  },
  "row-dependence": { wrong: "y = x - the mean of all of x", right: "y = x - the mean of its own row" },
  "missing-gradient": { wrong: "return { dx, grads: {} }", right: "return { dx, grads: { W: dW, b: db } }" },
  "wrong-shape": { wrong: "W is [4, 3], dW is [12]", right: "dW = reshape(dW, [4, 3])" },
  "wrong-dtype": {
    wrong: "tensor(values, shape)",
    right: "tensor(values, shape, x), which has the dtype of x",
  },
  nonlinear: { wrong: "dx = scale(map(dy, Math.sign), 2)", right: "dx = scale(dy, 2)" },
  "another-path": {
    wrong: "if (!needsInputGradient) return { grads: { W: dy } }",
    right: "the same grads on both ways, without dx on one",
  },
  "batch-size": {
    wrong: "db = dy's only row, where the batch is 1",
    right: "db = sumRows(dy), whatever the batch",
  },
  "not-finite": {
    wrong: "dx = dy / sqrt(x), and x is 0",
    right: "dx = dy / sqrt(x + eps), as forward has it",
  },
  "smoothed-loss": {
    wrong: "loss = -mean of t log(y + 1e-7): dx = (y - t) / batch",
    right: "loss = -mean of t logSoftmax(x): dx = (y - t) / batch",
  },
  element: { wrong: "for (let i = 0; i < n - 1; i++)", right: "for (let i = 0; i < n; i++)" },
  unknown: { wrong: "y = x sigmoid(x): dx = dy s", right: "dx = dy (s + x s (1 - s))" },
};

/** The likely causes that a gradient check names for a wrong backward. */
export const causes: ExplanationSource = {
  heading: "Causes of a wrong gradient",
  explanations: Object.entries(examples).map(([code, { wrong, right }]) => {
    const { summary, why, mend } = diagnoses[code as DiagnosisCode];
    return { code, title: summary, meaning: why, mend, example: `wrong   ${wrong}\nright   ${right}` };
  }),
};

import type { Explanation } from "./explanation.js";

/** Broken rules of state: causes that show when a layer is called again, or in another way. */
export const calls = {
  accumulation: {
    summary: "Backward overwrites a sum instead of adding to it, or adds to the result of an earlier call.",
    why: "= is used instead of +=, so only one use of an element counts. Or a buffer of sums is kept from an earlier call.",
    fix: "Create a new buffer of zeros in each call of backward, and add the gradient of every use of an element.",
    example: {
      of: "layer",
      message: "each backward of one forward gives more than the one before",
      diff: `
  paramShapes: { b: inShape },
  init: () => ({ b: zeros(inShape, ctx) }),
  forward({ b }, x) {
    return {
      y: addRow(x, b),
      backward: (dy) => {
-       const sums = (this.sums ??= new Float64Array(4));
+       const sums = new Float64Array(4);
        for (let i = 0; i < dy.size; i++) sums[i % 4] += dy.data[i];
        return { dx: dy, grads: { b: tensor(sums, [4], dy) } };
      },
    };
  },`,
    },
  },
  "stale-cache": {
    summary: "Backward returns the gradient for an earlier input.",
    why: "Forward stores a value outside its closure, or only on the first call, and backward reads it after another forward.",
    fix: "Keep the values that backward needs in local variables of forward, never in the layer.",
    example: {
      of: "layer",
      message: "another forward in between changes the result of backward",
      diff: `
  forward(params, x) {
-   this.x = x;
    return {
      y: square(x),
-     backward: (dy) => ({ dx: multiply(dy, scale(this.x, 2)), grads: {} }),
+     backward: (dy) => ({ dx: multiply(dy, scale(x, 2)), grads: {} }),
    };
  },`,
    },
  },
  "reused-buffer": {
    summary: "A result changes when the layer is called again.",
    why: "Forward or backward returns the same tensor in each call and writes into it to save memory. A caller that keeps the earlier result then has the values of the later one.",
    fix: "Return a new tensor in each call; the scope releases its memory.",
    example: {
      of: "layer",
      message: "the next call of backward changes the gradient of x that was returned",
      diff: `
  forward: (params, x) => ({
    y: scale(x, 2),
    backward: (dy) => {
-     const dx = (this.dx ??= zeros(dy.shape, dy));
+     const dx = zeros(dy.shape, dy);
      bufferOf(dx).set(Array.from(dy.data, (d) => 2 * d));
      return { dx, grads: {} };
    },
  }),`,
    },
  },
  "mutated-input": {
    summary: "Forward or backward writes into one of its arguments.",
    why: "A result is written in place to save memory. Other code that uses the tensor then computes with wrong numbers.",
    fix: "Return a new tensor; only an optimizer may write into parameters.",
    example: {
      of: "layer",
      message: "backward writes into dy",
      diff: `
  branches: (params, x) => Array.from(x.data, Math.sign),
  forward: (params, x) => ({
    y: relu(x),
    backward(dy) {
-     const dx = bufferOf(dy);
+     const dx = Float64Array.from(dy.data);
      for (let i = 0; i < x.size; i++) if (x.data[i] <= 0) dx[i] = 0;
      return { dx: tensor(dx, dy.shape, dy), grads: {} };
    },
  }),`,
    },
  },
  nondeterministic: {
    summary: "The same call gives different results.",
    why: "Random numbers do not come from ctx.rng, or state is kept between calls.",
    fix: "Draw only from ctx.rng, once in forward, and use the drawn numbers in backward as well.",
    example: {
      of: "layer",
      message: "forward gives another output for the same input and random stream",
      diff: `
  forward(params, x, { rng }) {
-   const noise = map(x, () => Math.random());
+   const noise = map(x, () => rng.uniform());
    return {
      y: multiply(x, noise),
      backward: (dy) => ({ dx: multiply(dy, noise), grads: {} }),
    };
  },`,
    },
  },
  "hidden-state": {
    summary: "The result of the layer depends on earlier calls.",
    why: "Statistics, a counter or a first batch are kept between calls: in the closure of create, in the module or next to the parameters. They are not saved in any file, so evaluation, prediction and a resumed run do not compute what training computed.",
    fix: "Compute the result only from the parameters and the input. What must stay from step to step is declared as state, which forward receives and returns.",
    example: {
      of: "layer",
      message: 'other calls in between change the output in mode "eval" for the same input',
      diff: `
  forward(params, x, { mode }) {
    const size = (t) => Math.sqrt(t.data.reduce((sum, v) => sum + v * v, 0) / t.size);
-   if (mode === "train") this.size = size(x);
-   const factor = mode === "train" ? 1 : 1 / (this.size ?? 1);
+   const factor = 1;
    return {
      y: scale(x, factor),
      backward: (dy) => ({ dx: scale(dy, factor), grads: {} }),
    };
  },`,
    },
  },
  "state-form": {
    summary: "The next state of the layer is not as declared.",
    why: 'Forward returns it in mode "eval" as well, leaves a tensor out, or returns one of another shape, or none at all. Evaluation would change the statistics, or training would never store them.',
    fix: 'In mode "train" return every declared tensor as the next state; in mode "eval" those with perRow: true alone.',
    example: {
      of: "layer",
      message: 'forward returned a state in mode "eval", which must not change it: leave it out',
      diff: `
  state: { mean: { shape: [1], first: 0 } },
  forward({ mean }, x, { mode }) {
    const next = add(scale(mean, 0.9), tensor([(0.1 * sum(x)) / x.size], [1], x));
    return {
      y: x,
-     state: { mean: next },
+     ...(mode === "train" && { state: { mean: next } }),
      backward: (dy) => ({ dx: dy, grads: {} }),
    };
  },`,
    },
  },
  "state-written": {
    summary: "Forward or backward writes into the state.",
    why: "The state is updated in place. A forward that is run twice, or whose step is refused because its loss is not finite, then counts its batch as well, and the checks and evaluations of a batch change the model.",
    fix: "Return the next state in new tensors; training stores it once a step.",
    example: {
      of: "layer",
      message: "forward writes into the state batches: return the next state instead",
      diff: `
  state: { batches: { shape: [1], first: 0 } },
  forward({ batches }, x, { mode }) {
-   if (mode === "train") bufferOf(batches)[0] += 1;
-   const next = batches;
+   const next = tensor([batches.data[0] + 1], [1], x);
    return {
      y: x,
      ...(mode === "train" && { state: { batches: next } }),
      backward: (dy) => ({ dx: dy, grads: {} }),
    };
  },`,
    },
  },
  "eval-mode": {
    summary: 'Backward is right in mode "train" and wrong in mode "eval".',
    why: "Forward depends on ctx.mode, and backward does not.",
    fix: "Use the mode of forward in its backward closure as well.",
    example: {
      of: "layer",
      message: 'backward is right in mode "train", and wrong in mode "eval"',
      diff: `
  forward: (params, x, { mode }) => {
    const factor = mode === "train" ? 1 : 0.5;
    return {
      y: scale(x, factor),
-     backward: (dy) => ({ dx: dy, grads: {} }),
+     backward: (dy) => ({ dx: scale(dy, factor), grads: {} }),
    };
  },`,
    },
  },
  "unregistered-parameter": {
    summary: "The layer uses a parameter that init does not return.",
    why: "Optimizers, files and checks only use the parameters that init returns, so this parameter is never trained.",
    fix: "Declare it in paramShapes and return it from init.",
    example: {
      of: "layer",
      message: "the layer reads the parameter gain, which init does not return",
      diff: `
+ paramShapes: { gain: [1] },
+ init: () => ({ gain: tensor([2], [1], ctx) }),
  forward: ({ gain = tensor([2], [1], ctx) }, x) => ({
    y: scale(x, gain.data[0]),
    backward: (dy) => ({
      dx: scale(dy, gain.data[0]),
      grads: { gain: tensor([sum(multiply(dy, x))], [1], ctx) },
    }),
  }),`,
    },
  },
  "row-dependence": {
    summary: "A row of the output depends on other rows of the input.",
    why: "A sum, a maximum or a mean includes the batch axis.",
    fix: 'Compute row by row. If the dependence is intended, as in a normalisation over the batch, declare "mixesRows: true".',
    example: {
      of: "layer",
      message: "row 0 of the output changes with other rows of the input",
      diff: `
  forward(params, x) {
    const mean = (values) => values.reduce((sum, v) => sum + v, 0) / values.length;
    const centred = (t) => {
      const all = Array.from(t.data);
      const row = (i) => all.slice(i - (i % 4), i - (i % 4) + 4);
-     return tensor(all.map((v) => v - mean(all)), t.shape, t);
+     return tensor(all.map((v, i) => v - mean(row(i))), t.shape, t);
    };
    return { y: centred(x), backward: (dy) => ({ dx: centred(dy), grads: {} }) };
  },`,
    },
  },
  "another-path": {
    summary: "Backward gives other gradients when needsInputGradient or needsParamGradients is false.",
    why: "The branch without dx, for the first layer of a network, has its own code for the gradients of parameters.",
    fix: "Compute the gradients of parameters in one place, and leave out only dx.",
    example: {
      of: "layer",
      message: "backward gives another gradient when needsInputGradient is false",
      diff: `
  paramShapes: { b: inShape },
  init: () => ({ b: zeros(inShape, ctx) }),
  forward: ({ b }, x, { needsInputGradient }) => ({
    y: addRow(x, b),
    backward(dy) {
-     if (!needsInputGradient) return { grads: { b: scale(sumRows(dy), 1 / dy.shape[0]) } };
      const grads = { b: sumRows(dy) };
-     return { dx: dy, grads };
+     return needsInputGradient ? { dx: dy, grads } : { grads };
    },
  }),`,
    },
  },
  "input-range": {
    summary: "Backward is right for small inputs and wrong for large ones.",
    why: "Forward saturates or is cut off, as Relu6 is at 6, and backward is not; or the other way round.",
    fix: "Write a branch in backward for each branch of forward, with the same condition.",
    example: {
      of: "layer",
      message: "backward is wrong for inputs 30 times as large, not for these",
      diff: `
  branches: (params, x) => Array.from(x.data, (v) => (v > 6 ? 2 : Math.sign(v))),
  forward: (params, x) => ({
    y: map(x, (v) => Math.min(Math.max(v, 0), 6)),
-   backward: (dy) => ({ dx: zip(dy, x, (d, v) => (v > 0 ? d : 0)), grads: {} }),
+   backward: (dy) => ({ dx: zip(dy, x, (d, v) => (v > 0 && v < 6 ? d : 0)), grads: {} }),
  }),`,
    },
  },
  "other-parameters": {
    summary: "Backward is right for the parameters of init and wrong for others.",
    why: "Backward leaves out a gain that starts at 1, or a term with a bias that starts at 0.",
    fix: "Derive backward again with every parameter as a symbol, not with its first value.",
    example: {
      of: "layer",
      message: "backward is wrong for other parameters than those of init",
      diff: `
  paramShapes: { gain: [1] },
  init: () => ({ gain: tensor([1], [1], ctx) }),
  forward: ({ gain }, x) => ({
    y: scale(x, gain.data[0]),
    backward(dy) {
      const total = dy.data.reduce((sum, d, i) => sum + d * x.data[i], 0);
      const grads = { gain: tensor([total], [1], dy) };
-     return { dx: dy, grads };
+     return { dx: scale(dy, gain.data[0]), grads };
    },
  }),`,
    },
  },
  "batch-size": {
    summary: "Backward is right for some numbers of rows and wrong for others.",
    why: "A special case for one row is wrong, or the remainder of a loop over pairs of rows.",
    fix: "Check with the batch from the message, --batch N, and look at the first and last rows.",
    example: {
      of: "layer",
      message: "backward is wrong for a batch of 2, not for one of 3",
      diff: `
  paramShapes: { b: inShape },
  init: () => ({ b: zeros(inShape, ctx) }),
  forward: ({ b }, x) => ({
    y: addRow(x, b),
    backward(dy) {
      const [db, rows] = [new Float64Array(4), dy.shape[0]];
      const add = (row) => db.forEach((_, i) => (db[i] += dy.data[4 * row + i]));
      for (let row = 0; row + 1 < rows; row += 2) add(row), add(row + 1);
-     add(rows - 1);
+     if (rows % 2 === 1) add(rows - 1);
      return { dx: dy, grads: { b: tensor(db, [4], dy) } };
    },
  }),`,
    },
  },
} as const satisfies Readonly<Record<string, Explanation>>;

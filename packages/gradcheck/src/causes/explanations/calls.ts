import type { Explanation } from "./explanation.js";

/** Causes that show when a layer is called again, or otherwise: broken rules of state. */
export const calls = {
  accumulation: {
    summary: "Backward overwrites where it should add, or adds to what an earlier call left.",
    why: "= stands where += should, so that one use of an element counts and others do not; or a buffer of sums outlives the call.",
    mend: "Make a new buffer of zeros in each call of backward, and add every use of an element.",
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
    summary: "Backward answers for an earlier input.",
    why: "Forward keeps something outside its closure, or only the first time, and backward reads it after another forward.",
    mend: "Keep what backward needs in variables of forward itself, never in the layer.",
    example: {
      of: "layer",
      message: "another forward in between changes what backward gives",
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
    why: "Forward or backward gives the same tensor in each call and writes into it, to save memory; whoever kept the last one holds the next one's numbers.",
    mend: "Return a new tensor in each call; a scope takes care of its memory.",
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
    summary: "Forward or backward writes into a tensor that it was given.",
    why: "A result was written in place to save memory; whoever holds the tensor computes with wrong numbers.",
    mend: "Return a new tensor; only an optimizer writes into parameters.",
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
    summary: "The same call gives other numbers.",
    why: "Random numbers come from elsewhere than ctx.rng, or state is kept between calls.",
    mend: "Draw from ctx.rng only, once in forward, and close over what was drawn.",
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
    summary: "What the layer gives depends on what it was called with before.",
    why: "Statistics, a counter or a first batch are kept between calls, in the closure of create, in the module or beside the parameters. They are in no file: evaluation, prediction and a resumed run compute something else than training did.",
    mend: "Compute from the parameters and the input alone.",
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
  "eval-mode": {
    summary: 'Backward is right in mode "train" and wrong in mode "eval".',
    why: "Forward asks for ctx.mode, and backward does the same for both.",
    mend: "Let forward close over what it has done in its mode.",
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
    why: "Optimizers, files and checks know only what init returns, so this parameter is never trained.",
    mend: "Declare it in paramShapes and return it from init.",
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
    summary: "A row of the output depends on other rows.",
    why: "A sum, a maximum or a mean runs over the batch axis as well.",
    mend: 'Work row by row; a layer that means it, such as a normalisation over the batch, declares "mixesRows: true".',
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
    summary: "Backward gives other gradients where needsInputGradient is false.",
    why: "The branch that leaves out dx, for the first layer of a network, computes parameters' gradients of its own.",
    mend: "Compute the gradients once, and leave out dx alone.",
    example: {
      of: "layer",
      message: "backward gives another gradient where needsInputGradient is false",
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
    why: "Forward saturates or is cut off somewhere, as Relu6 is at 6, and backward is not; or the other way round.",
    mend: "Give each branch of forward its own in backward, by the same condition.",
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
  "batch-size": {
    summary: "Backward is right for some numbers of rows and wrong for others.",
    why: "A special case for one row, or a remainder of a loop over pairs of rows.",
    mend: "Check with the batch that the message names: --batch.",
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

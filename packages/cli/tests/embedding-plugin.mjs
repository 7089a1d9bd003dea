import { gatherRows, scale, scatterAddRows, tensor } from "@retrograd/core";
import { definePlugin } from "@retrograd/plugin";

/** A whole number > 0 for each name. */
const optionsOf = (...names) => ({
  "~standard": {
    version: 1,
    vendor: "test",
    validate: (value) =>
      names.every((name) => Number.isInteger(value?.[name]) && value[name] > 0)
        ? { value }
        : { issues: [{ message: `needs ${names.join(" and ")}` }] },
  },
});

/** The rows of a table: `y[.., j] = W[x[..], j]`. factor: what the gradient of W is multiplied by; only 1 is right
 *  x: [batch, ...] indices, W: [words, size] -> y: [batch, ..., size] */
const embedding = (type, factor, mask = {}) => ({
  type,
  summary: "The rows of a table.",
  options: optionsOf("words", "size"),
  examples: [{ options: { words: 7, size: 3 }, input: [4] }],
  create: ({ words, size }, inShape, ctx) => ({
    type,
    outShape: [...inShape, size],
    paramShapes: { W: [words, size] },
    takes: { indices: words },
    ...mask,
    init: (rng) => ({
      W: tensor(Float64Array.from({ length: words * size }, rng.normal), [words, size], ctx),
    }),
    forward: ({ W }, x) => ({
      y: gatherRows(W, x),
      backward: (dy) => ({ grads: { W: scale(scatterAddRows(dy, x, words), factor) } }),
    }),
  }),
});

export default definePlugin({
  name: "embedding-plugin",
  layers: [embedding("Table", 1), embedding("PaddedTable", 1, { mask: "keeps" }), embedding("WrongTable", 2)],
});

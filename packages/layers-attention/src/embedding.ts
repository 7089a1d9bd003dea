import { gatherRows, type Shape, scatterAddRows, type Tensor, tensor } from "@retrograd/core";
import { entry, positiveInteger } from "@retrograd/layer-options";
import { type BuildContext, defineLayer, type Entry, type Layer } from "@retrograd/plugin";
import { z } from "zod";

/** Options of Embedding. */
export interface EmbeddingOptions {
  /** Number of words: inputs are from 0 to words - 1. */
  readonly words: number;
  /** Length of the vector of a word. */
  readonly size: number;
  /** Initializer of W. */
  readonly init: Entry;
}

/** Parameters of Embedding: W [words, size]. */
export type EmbeddingParams = { readonly W: Tensor };

/** The vector of each word, a row of a table: `y[.., j] = W[x[..], j]`.
 *  x: [batch, ...] whole numbers from 0 to words - 1, W: [words, size] -> y: [batch, ..., size]
 *  backward: row r of dW is the sum of dy where x is r; x has no gradient
 *  W begins as normal numbers with a standard deviation of 1, as in PyTorch; the book has 0.01
 *  Source: "Deep Learning from Scratch 2", chapter 4.1; PyTorch Embedding */
export const embedding = defineLayer({
  type: "Embedding",
  aliases: ["TimeEmbedding", "Lookup", "LookupTable", "EmbeddingLayer"],
  optionAliases: {
    words: ["num_embeddings", "input_dim", "vocab_size"],
    size: ["embedding_dim", "output_dim", "units"],
    init: ["embeddings_initializer", "initializer"],
  },
  summary: "The vector of each word, a row of a table.",
  options: z.strictObject({
    words: positiveInteger.describe("Number of words: inputs are whole numbers from 0 to words - 1."),
    size: positiveInteger.describe("Length of the vector of a word."),
    init: entry
      .default({ Normal: { std: 1 } })
      .describe("Initializer of W: a name, or a name with its options."),
  }),
  references: { init: "initializers" },
  examples: [
    { options: { words: 5, size: 3 }, input: [4], output: [4, 3] },
    { options: { words: 3, size: 2 }, input: [2, 3], output: [2, 3, 2] },
    { options: { words: 4, size: 1 }, input: [], output: [1] },
  ],
  create: createEmbedding,
});

function createEmbedding(
  { words, size, init }: EmbeddingOptions,
  inShape: Shape,
  ctx: BuildContext,
): Layer<EmbeddingParams> {
  const shape = [words, size];
  const initialize = ctx.initializer(init);
  return {
    type: "Embedding",
    outShape: [...inShape, size],
    paramShapes: { W: shape },
    takes: { indices: words },
    ...(inShape.length > 0 ? { mask: "keeps" } : {}),
    init: (rng) => ({ W: tensor(initialize(words * size, { in: words, out: size }, rng), shape, ctx) }),
    forward: ({ W }, x, { needsParamGradients = true }) => ({
      y: gatherRows(W, x),
      backward: (dy) => ({
        // a frozen layer has no gradients to return, as the contract allows
        grads: needsParamGradients ? { W: scatterAddRows(dy, x, words) } : ({} as EmbeddingParams),
      }),
    }),
  };
}

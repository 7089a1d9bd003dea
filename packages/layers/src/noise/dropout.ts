import {
  addScalar,
  bernoulli,
  multiply,
  type Shape,
  scale,
  sign,
  type Tensor,
  type TensorOptions,
} from "@retrograd/core";
import { probability } from "@retrograd/layer-options";
import { defineLayer, type ForwardContext } from "@retrograd/plugin";
import { z } from "zod";

/** Drops each number with the probability `rate` in training, against overfitting: `y = m x`, m = 1 / (1 - rate) with
 *  probability 1 - rate, else 0. In evaluation y = x. With `formula: book` m is 1 or 0, and y = x (1 - rate) in evaluation.
 *  x: [batch, ...] -> y: the same shape
 *  backward: dx = m dy
 *  Numbers are scaled in training, as in PyTorch, Keras and book 2.
 *  Source: N. Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", 2014; `formula: book` is
 *  that of "Deep Learning from Scratch", chapter 6.4.3, which keeps a number where u > rate */
export const dropout = defineLayer({
  type: "Dropout",
  aliases: [{ name: "Dropout1D", caveat: "Dropout drops single numbers; Dropout2D drops whole channels" }],
  optionAliases: { rate: ["p", "dropout_ratio", "ratio", "prob"] },
  summary: "Drops each number with a probability in training, against overfitting.",
  options: z.strictObject({
    rate: probability.default(0.5).describe("The probability that a number is dropped."),
    formula: z
      .enum(["book"])
      .optional()
      .describe("book: scale by 1 - rate in evaluation. Default: scale by 1 / (1 - rate) in training."),
  }),
  mainOption: "rate",
  examples: [
    { input: [6] },
    { options: { rate: 0.2 }, input: [2, 3] },
    { options: { rate: 0.3, formula: "book" }, input: [6] },
    { options: { rate: 0 }, input: [4] },
  ],
  create: ({ rate, formula }, inShape) => ({
    type: "Dropout",
    outShape: inShape,
    paramShapes: {},
    mask: "keeps",
    init: () => ({}),
    forward(_params, x, { mode, rng }) {
      if (mode === "eval" || rate === 0) {
        const factor = formula === "book" ? 1 - rate : 1;
        const scaled = (values: Tensor) => (factor === 1 ? values : scale(values, factor));
        return { y: scaled(x), backward: (dy) => ({ dx: scaled(dy), grads: {} }) };
      }
      const mask =
        formula === "book" ? bookMask(x.shape, rate, rng, x) : bernoulli(x.shape, 1 - rate, rng, x);
      return { y: multiply(x, mask), backward: (dy) => ({ dx: multiply(dy, mask), grads: {} }) };
    },
  }),
});

/** 1 where a uniform number is at least `rate`, else 0. */
function bookMask(shape: Shape, rate: number, rng: ForwardContext["rng"], on: TensorOptions): Tensor {
  return addScalar(scale(sign(bernoulli(shape, rate, rng, on)), -1), 1);
}

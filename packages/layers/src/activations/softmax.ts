import { formatShape, RetrogradError, type Shape, softmaxGradient, softmaxLast } from "@retrograd/core";
import { noOptions } from "@retrograd/layer-options";
import { defineLayer, type Layer } from "@retrograd/plugin";

/** Softmax over the last axis, as a layer: `y_j = e^x_j / sum over k of e^x_k`. For attention weights and gates; the loss
 *  SoftmaxWithLoss contains it already.
 *  x: [batch, ..., n] -> y: the same shape, rows that sum to 1
 *  backward: dx = y (dy - sum of dy y)
 *  Source: J. Bridle, "Probabilistic Interpretation of Feedforward Classification Network Outputs", 1990 */
export const softmax = defineLayer({
  type: "Softmax",
  summary: "Softmax over the last axis, as a layer. SoftmaxWithLoss contains it already.",
  options: noOptions,
  examples: [{ input: [4] }, { input: [2, 3] }, { input: [2, 3, 4] }],
  // the scores of "Deep Learning from Scratch", chapter 3.5
  graphExample: { input: [3], x: [0.3, 2.9, 4] },
  create: (_options, inShape) => createSoftmax(inShape),
});

function createSoftmax(inShape: Shape): Layer {
  if (inShape.length === 0)
    throw new RetrogradError("E_SHAPE", `Softmax needs an axis, got ${formatShape(inShape)}`);
  return {
    type: "Softmax",
    outShape: inShape,
    paramShapes: {},
    // the last axis of a sample may be its steps
    ...(inShape.length > 1 ? { mask: "keeps" } : {}),
    init: () => ({}),
    forward(_params, x) {
      const y = softmaxLast(x);
      return { y, backward: (dy) => ({ dx: softmaxGradient(dy, y), grads: {} }) };
    },
    graph({ x, dy }) {
      const axis = inShape.length;
      const e = x.subtract(x.max(axis, { keep: true })).exp();
      const y = e.divide(e.sum(axis, { keep: true }));
      const mean = dy.multiply(y).sum(axis, { keep: true });
      return { y, gradients: { x: y.multiply(dy.subtract(mean)) } };
    },
  };
}

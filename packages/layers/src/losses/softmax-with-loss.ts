import {
  formatShape,
  RetrogradError,
  type Shape,
  softmax,
  softmaxCrossEntropy,
  softmaxCrossEntropyGradient,
  tensor,
} from "@retrograd/core";
import { type BuildContext, defineLoss, type Loss } from "@retrograd/plugin";
import { noOptions } from "../schemas.js";

/** Softmax with cross entropy: `loss = -1/batch sum over rows and classes of t log y`, y = softmax(x), in nats.
 *  x: [batch, classes] logits, t: [batch] class indices or [batch, classes] weights (one-hot or soft)
 *  backward: dx = (sum(t) y - t) / batch, which is (y - t) / batch for targets that sum to 1
 *  Source: "Deep Learning from Scratch", chapter 5.6.3 */
export const softmaxWithLoss = defineLoss({
  type: "SoftmaxWithLoss",
  aliases: [
    "Softmax",
    "CrossEntropy",
    "CrossEntropyLoss",
    "CategoricalCrossentropy",
    "SparseCategoricalCrossentropy",
    "SoftmaxCrossEntropy",
    "NLLLoss",
    "LogSoftmax",
  ],
  summary: "Softmax with mean cross entropy, in nats.",
  options: noOptions,
  create: createSoftmaxWithLoss,
});

function createSoftmaxWithLoss(_options: unknown, inShape: Shape, ctx: BuildContext): Loss {
  const [classes] = inShape;
  if (classes === undefined || inShape.length !== 1) {
    throw new RetrogradError(
      "E_SHAPE",
      `SoftmaxWithLoss needs one axis of classes, got ${formatShape(inShape)}; put an Affine before it`,
    );
  }
  return {
    type: "SoftmaxWithLoss",
    outShape: inShape,
    targets: "classes",
    forward(x, t) {
      const { loss, y } = softmaxCrossEntropy(x, t);
      return { loss, y, backward: (dloss = 1) => ({ dx: softmaxCrossEntropyGradient(y, t, dloss) }) };
    },
    predict: softmax,
    exampleTargets: (batch, rng) => tensor(rng.integers(classes, batch), [batch], ctx),
  };
}

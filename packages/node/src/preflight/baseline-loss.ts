import { philoxStreams, sameShape, scope, sizeOf, type Tensor, tensor, zeros } from "@retrograd/core";
import { batchTensors } from "@retrograd/data";
import { forwardLoss, guardNetwork, initParams, lossSource, type Network, shapeAt } from "@retrograd/network";
import { type Loss, type SampleSet, targetSpec } from "@retrograd/plugin";

/** The loss that a network's loss is compared with. */
export interface BaselineLoss {
  readonly loss: number;
  /** The prediction with that loss: "chance among 10 classes". */
  readonly of: string;
}

/** Loss of a constant prediction. Of a loss with `ofNothing`: what that returns. For classes: chance, ln(classes), in nats, the number of classes of the targets.
 *  For values: the loss of predicting each target's mean, if the loss takes a prediction as its input and the targets are not
 *  all the same; otherwise the loss of an output of 0. */
export function baselineLoss(network: Network, samples: SampleSet, rows: Int32Array): BaselineLoss {
  const { engine, dtype, input } = network;
  const { loss } = guardNetwork(network).loss;
  const targets = targetSpec(loss);
  if (targets.kind === "classes" && loss.ofNothing === undefined) {
    const { classes } = targets;
    return { loss: Math.log(classes), of: `chance among ${classes} classes` };
  }
  return scope(engine, () => {
    const { t } = batchTensors(samples, rows, { engine, dtype, inputShape: input });
    if (loss.ofNothing !== undefined)
      return { loss: loss.ofNothing(t), of: "a prediction that ignores its input" };
    const lossInput = [rows.length, ...shapeAt(network, lossSource(network))];
    const ofMean = sameShape(lossInput, t.shape) ? lossOfMean(network, loss, t) : 0;
    if (ofMean > 0) return { loss: ofMean, of: "predicting the mean" };
    return { loss: lossOf(network, zeros(lossInput, network), t), of: "an output of 0" };
  });
}

/** The loss of predicting the mean of each target, or 0 if the loss does not take a prediction as its input.
 *  t: [batch, ...] */
function lossOfMean(network: Network, loss: Loss, t: Tensor): number {
  const rows = t.shape[0] ?? 0;
  const width = sizeOf(t.shape.slice(1));
  const mean = new Float64Array(width);
  const targets = Float64Array.from(t.data);
  for (const [i, value] of targets.entries()) mean[i % width] = (mean[i % width] ?? 0) + value / rows;
  const means = tensor(
    targets.map((_, i) => mean[i % width] ?? 0),
    t.shape,
    network,
  );
  const prediction = loss.predict(means);
  const takesPredictions =
    sameShape(prediction.shape, means.shape) &&
    [...means.data].every((value, i) => value === prediction.data[i]);
  return takesPredictions ? lossOf(network, means, t) : 0;
}

/** The loss of an input of the loss, with initial parameters. x: [batch, ...] */
function lossOf({ engine, dtype, loss: { id, loss, options } }: Network, x: Tensor, t: Tensor): number {
  const alone = { engine, dtype, input: x.shape.slice(1), layers: [], loss: { id, loss, options } };
  return forwardLoss(alone, initParams(alone, philoxStreams(0)), { x, t }).loss;
}

import { scope, sizeOf, tensor } from "@retrograd/core";
import { batchTensors } from "@retrograd/data";
import type { Network, SampleSet } from "@retrograd/network";

/** Loss by knowing nothing of the inputs. Of classes: chance, ln(classes), in nats. Of values: that of predicting each target's
 *  mean, where the loss can be told a prediction and the targets are not all the same; else that of predicting 0. */
export function lossOfKnowingNothing(network: Network, samples: SampleSet, rows: Int32Array): number {
  const { engine, dtype, input } = network;
  const { loss } = network.loss;
  if (loss.targets === "classes") return Math.log(sizeOf(loss.outShape));
  return scope(engine, () => {
    const { t } = batchTensors(samples, rows, { engine, dtype, inputShape: input });
    const width = sizeOf(loss.outShape);
    const mean = new Float64Array(width);
    const targets = Float64Array.from(t.data);
    for (const [i, value] of targets.entries()) {
      mean[i % width] = (mean[i % width] ?? 0) + value / rows.length;
    }
    const predicted = (value: (i: number) => number) =>
      tensor(
        targets.map((_, i) => value(i)),
        t.shape,
        network,
      );
    const means = predicted((i) => mean[i % width] ?? 0);
    const asPredicted = loss.predict(means).data;
    const takesPredictions = targets.every((_, i) => asPredicted[i] === means.data[i]);
    const ofMeans = takesPredictions ? loss.forward(means, t).loss : 0;
    return ofMeans > 0
      ? ofMeans
      : loss.forward(
          predicted(() => 0),
          t,
        ).loss;
  });
}

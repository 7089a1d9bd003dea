import { type LossKernels, sigmoidLossBlock } from "../../loss-kernels.js";
import { typeSuffix } from "./float-type.js";
import type { ShareRanges } from "./share-ranges.js";
import { addressOf, elementUnit, minimumCostlyShared } from "./sharing.js";

/** The kernels of losses, shared in parts of the rows or of the numbers. Each row, or block of numbers, has a sum of its own,
 *  so the bits are those of one thread. */
export function lossKernels(share: ShareRanges): LossKernels {
  return {
    crossEntropy({ y, losses, counts }, x, t, { classes, smoothing, weights, ignored }) {
      const range = { length: t.length, work: x.length, minimum: minimumCostlyShared };
      share(`weightedCrossEntropy${typeSuffix(x)}`, range, ([begin, end]) => [
        addressOf(y, begin * classes),
        addressOf(losses, begin),
        addressOf(counts, begin),
        addressOf(x, begin * classes),
        addressOf(t, begin),
        weights === undefined ? 0 : weights.byteOffset,
        end - begin,
        classes,
        smoothing,
        ignored,
      ]);
    },
    crossEntropyGradient(dx, y, t, { classes, smoothing, weights, ignored, factor }) {
      share(
        `weightedCrossEntropyGradient${typeSuffix(dx)}`,
        { length: t.length, work: y.length },
        ([begin, end]) => [
          addressOf(dx, begin * classes),
          addressOf(y, begin * classes),
          addressOf(t, begin),
          weights === undefined ? 0 : weights.byteOffset,
          end - begin,
          classes,
          smoothing,
          ignored,
          factor,
        ],
      );
    },
    sigmoidCrossEntropy({ y, losses }, x, t, positive) {
      const { length } = x;
      const range = { length, unit: sigmoidLossBlock, work: length, minimum: minimumCostlyShared };
      share(`sigmoidCrossEntropy${typeSuffix(x)}`, range, ([begin, end]) => [
        addressOf(y, begin),
        addressOf(losses, begin / sigmoidLossBlock),
        addressOf(x, begin),
        addressOf(t, begin),
        end - begin,
        positive,
      ]);
    },
    sigmoidCrossEntropyGradient(dx, y, t, { positive, factor }) {
      const { length } = y;
      const range = { length, unit: elementUnit, work: length };
      share(`sigmoidCrossEntropyGradient${typeSuffix(dx)}`, range, ([begin, end]) => [
        addressOf(dx, begin),
        addressOf(y, begin),
        addressOf(t, begin),
        end - begin,
        positive,
        factor,
      ]);
    },
  };
}

import type { FloatArray } from "../../dtype.js";
import type { SoftmaxKernels } from "../../loss-kernels.js";
import { typeSuffix } from "./float-type.js";
import type { ShareRanges } from "./share-ranges.js";
import { addressOf, minimumCostlyShared } from "./sharing.js";

/** The kernels of rows that are normalized, shared in parts of the rows. */
export function softmaxKernels(share: ShareRanges): SoftmaxKernels {
  const rangeOf = ({ length }: FloatArray, classes: number) => ({
    length: classes === 0 ? 0 : length / classes,
    work: length,
    minimum: minimumCostlyShared,
  });
  const gradient =
    (name: "softmaxGradient" | "logSoftmaxGradient"): SoftmaxKernels["softmaxGradient"] =>
    (dx, dy, y, classes) => {
      share(`${name}${typeSuffix(dx)}`, rangeOf(y, classes), ([begin, end]) => [
        addressOf(dx, begin * classes),
        addressOf(dy, begin * classes),
        addressOf(y, begin * classes),
        end - begin,
        classes,
      ]);
    };
  const rows =
    (name: "softmaxRows" | "logSoftmax"): SoftmaxKernels["softmaxRows"] =>
    (y, x, classes) => {
      share(`${name}${typeSuffix(y)}`, rangeOf(x, classes), ([begin, end]) => [
        addressOf(y, begin * classes),
        addressOf(x, begin * classes),
        end - begin,
        classes,
      ]);
    };
  return {
    softmaxRows: rows("softmaxRows"),
    softmaxLast(y, x, classes, masked) {
      const { mask, n1 = 1, n2 = 1, steps = [0, 0, 0] } = masked ?? {};
      share(`softmaxLast${typeSuffix(y)}`, rangeOf(x, classes), ([begin, end]) => [
        y.byteOffset,
        x.byteOffset,
        mask === undefined ? 0 : mask.byteOffset,
        begin,
        end,
        classes,
        n1,
        n2,
        ...steps,
      ]);
    },
    softmaxGradient: gradient("softmaxGradient"),
    logSoftmax: rows("logSoftmax"),
    logSoftmaxGradient: gradient("logSoftmaxGradient"),
  };
}

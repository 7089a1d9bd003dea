import type { Kernels } from "../../engine.js";
import { typeSuffix } from "./float-type.js";
import type { ShareRanges } from "./share-ranges.js";
import { addressOf, elementUnit } from "./sharing.js";

/** The elementwise kernels that take numbers besides tensors, or three tensors. */
export function pointwiseKernels(
  share: ShareRanges,
): Pick<Kernels, "addScalar" | "clip" | "keepBelow" | "where"> {
  const rangeOf = ({ length }: { readonly length: number }) => ({ length, unit: elementUnit, work: length });
  return {
    addScalar(out, x, c) {
      share(`addScalar${typeSuffix(out)}`, rangeOf(out), ([begin, end]) => [
        addressOf(out, begin),
        addressOf(x, begin),
        end - begin,
        c,
      ]);
    },
    clip(out, x, low, high) {
      share(`clip${typeSuffix(out)}`, rangeOf(out), ([begin, end]) => [
        addressOf(out, begin),
        addressOf(x, begin),
        end - begin,
        low,
        high,
      ]);
    },
    keepBelow(out, uniforms, keep, value) {
      share(`keepBelow${typeSuffix(out)}`, rangeOf(out), ([begin, end]) => [
        addressOf(out, begin),
        addressOf(uniforms, begin),
        end - begin,
        keep,
        value,
      ]);
    },
    where(out, mask, a, b) {
      share(`where${typeSuffix(out)}`, rangeOf(out), ([begin, end]) => [
        addressOf(out, begin),
        addressOf(mask, begin),
        addressOf(a, begin),
        addressOf(b, begin),
        end - begin,
      ]);
    },
  };
}

import type { AxisKernels, AxisLayout } from "../../engine.js";
import { typeSuffix } from "./float-type.js";
import type { ShareRanges } from "./share-ranges.js";
import { addressOf, elementUnit } from "./sharing.js";

const workOf = ({ outer, axis, inner }: AxisLayout): number => outer * axis * inner;

/** The kernels of one axis, shared in parts of the outer axes, or of the axis
 *  itself for the sum over the others. No sum is divided, so the bits are those of one thread. */
export function axisKernels(share: ShareRanges): AxisKernels {
  return {
    broadcast({ code }, out, { x, b, of }, layout) {
      const { outer, axis, inner } = layout;
      const perAxis = of === "axis" ? 1 : 0;
      share(`broadcast${typeSuffix(out)}`, { length: outer, work: workOf(layout) }, ([begin, end]) => [
        code,
        addressOf(out, begin * axis * inner),
        addressOf(x, begin * axis * inner),
        addressOf(b, perAxis === 1 ? 0 : begin * inner),
        end - begin,
        axis,
        inner,
        perAxis,
      ]);
    },
    sumAxis(out, x, layout, center) {
      const { outer, axis, inner } = layout;
      share(`sumAxis${typeSuffix(out)}`, { length: outer, work: workOf(layout) }, ([begin, end]) => [
        addressOf(out, begin * inner),
        addressOf(x, begin * axis * inner),
        center === undefined ? 0 : addressOf(center, begin * inner),
        end - begin,
        axis,
        inner,
      ]);
    },
    sumOthers(out, x, layout, center) {
      const { outer, axis, inner } = layout;
      const unit = inner === 1 ? elementUnit : 1;
      share(`sumOthers${typeSuffix(out)}`, { length: axis, unit, work: workOf(layout) }, ([begin, end]) => [
        addressOf(out, begin),
        addressOf(x, begin * inner),
        center === undefined ? 0 : addressOf(center, begin),
        outer,
        axis,
        inner,
        end - begin,
      ]);
    },
    maxAxis(out, indices, x, layout) {
      const { outer, axis, inner } = layout;
      share(`maxAxis${typeSuffix(out)}`, { length: outer, work: workOf(layout) }, ([begin, end]) => [
        addressOf(out, begin * inner),
        addressOf(indices, begin * inner),
        addressOf(x, begin * axis * inner),
        end - begin,
        axis,
        inner,
      ]);
    },
  };
}

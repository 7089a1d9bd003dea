import type { FloatArray } from "../../dtype.js";
import type { RecurrentKernels } from "../../recurrent-kernels.js";
import { typeSuffix } from "./float-type.js";
import type { ShareRanges } from "./share-ranges.js";
import { addressOf, minimumCostlyShared, minimumShared } from "./sharing.js";

/** The kernels of recurrent cells, shared in parts of the rows. */
export function recurrentKernels(share: ShareRanges): RecurrentKernels {
  const rangeOf = ({ length }: FloatArray, units: number, minimum: number) => ({
    length: units === 0 ? 0 : length / units,
    work: 4 * length,
    minimum,
  });
  const optional = (x: FloatArray | undefined, index: number) => (x === undefined ? 0 : addressOf(x, index));
  return {
    lstmCell({ h, c: next, tanhC, gates }, z, c, units) {
      share(`lstmCell${typeSuffix(h)}`, rangeOf(h, units, minimumCostlyShared), ([begin, end]) => [
        addressOf(h, begin * units),
        addressOf(next, begin * units),
        addressOf(tanhC, begin * units),
        addressOf(gates, 4 * begin * units),
        addressOf(z, 4 * begin * units),
        addressOf(c, begin * units),
        end - begin,
        units,
      ]);
    },
    lstmCellGradient({ dz, dc }, gradients, { gates, tanhC, c }, units) {
      share(`lstmCellGradient${typeSuffix(dz)}`, rangeOf(c, units, minimumShared), ([begin, end]) => [
        addressOf(dz, 4 * begin * units),
        addressOf(dc, begin * units),
        addressOf(gradients.dh, begin * units),
        optional(gradients.dc, begin * units),
        addressOf(gates, 4 * begin * units),
        addressOf(tanhC, begin * units),
        addressOf(c, begin * units),
        end - begin,
        units,
      ]);
    },
    gruReset(out, { x, u, h }, units) {
      share(`gruReset${typeSuffix(out)}`, rangeOf(out, units, minimumCostlyShared), ([begin, end]) => [
        addressOf(out, begin * units),
        addressOf(x, 3 * begin * units),
        addressOf(u, 2 * begin * units),
        addressOf(h, begin * units),
        end - begin,
        units,
      ]);
    },
    gruCell({ h: next, gates }, { x, u, v, h }, units) {
      const [widthU, widthV] = v === undefined ? [3 * units, 3 * units] : [2 * units, units];
      share(`gruCell${typeSuffix(h)}`, rangeOf(h, units, minimumCostlyShared), ([begin, end]) => [
        addressOf(next, begin * units),
        addressOf(gates, 3 * begin * units),
        addressOf(x, 3 * begin * units),
        addressOf(u, begin * widthU),
        v === undefined ? addressOf(u, begin * widthV + 2 * units) : addressOf(v, begin * widthV),
        addressOf(h, begin * units),
        end - begin,
        units,
        widthU,
        widthV,
        v === undefined ? 0 : 1,
      ]);
    },
    gruCandidateGradient(out, dh, gates, units) {
      share(`gruCandidateGradient${typeSuffix(out)}`, rangeOf(out, units, minimumShared), ([begin, end]) => [
        addressOf(out, begin * units),
        addressOf(dh, begin * units),
        addressOf(gates, 3 * begin * units),
        end - begin,
        units,
      ]);
    },
    gruCellGradient({ dx, du, dh }, dnext, { gates, h, u, dReset }, units) {
      const parts = dReset === undefined ? 3 : 2;
      const widthV = dReset === undefined ? 3 * units : units;
      share(`gruCellGradient${typeSuffix(dx)}`, rangeOf(h, units, minimumShared), ([begin, end]) => [
        addressOf(dx, 3 * begin * units),
        addressOf(du, parts * begin * units),
        addressOf(dh, begin * units),
        addressOf(dnext, begin * units),
        addressOf(gates, 3 * begin * units),
        dReset === undefined ? optional(u, 3 * begin * units + 2 * units) : addressOf(dReset, begin * units),
        addressOf(h, begin * units),
        end - begin,
        units,
        widthV,
        dReset === undefined ? 0 : 1,
      ]);
    },
  };
}

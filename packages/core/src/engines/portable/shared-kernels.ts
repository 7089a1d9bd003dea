import { typeSuffix } from "./float-type.js";
import type { TensorKernels } from "./kernels.js";
import type { ShareRanges } from "./share-ranges.js";
import { sharedOptimizerKernels } from "./shared-optimizer-kernels.js";
import { addressOf, elementUnit, minimumCostlyShared, minimumShared } from "./sharing.js";

/** The kernels, shared if the tensors are large. Elements and sums of columns do not depend on each other, so the bits are those
 *  of one thread. Small tensors take the shorter way. */
export function sharedKernels(singleThreaded: TensorKernels, share: ShareRanges): TensorKernels {
  return {
    ...singleThreaded,
    optimizer: sharedOptimizerKernels(singleThreaded.optimizer, share),
    unary(f, out, x) {
      const { length } = out;
      const minimum = f.costly ? minimumCostlyShared : minimumShared;
      if (length < minimum) return singleThreaded.unary(f, out, x);
      const range = { length, unit: elementUnit, work: length, minimum };
      share(`unary${typeSuffix(out)}`, range, ([begin, end]) => [
        f.code,
        addressOf(out, begin),
        addressOf(x, begin),
        end - begin,
      ]);
    },
    binary(f, out, a, b) {
      const { length } = out;
      const minimum = f.costly ? minimumCostlyShared : minimumShared;
      if (length < minimum) return singleThreaded.binary(f, out, a, b);
      const range = { length, unit: elementUnit, work: length, minimum };
      share(`binary${typeSuffix(out)}`, range, ([begin, end]) => [
        f.code,
        addressOf(out, begin),
        addressOf(a, begin),
        addressOf(b, begin),
        end - begin,
      ]);
    },
    scale(out, x, factor) {
      const { length } = out;
      if (length < minimumShared) return singleThreaded.scale(out, x, factor);
      const range = { length, unit: elementUnit, work: length };
      share(`scale${typeSuffix(out)}`, range, ([begin, end]) => [
        addressOf(out, begin),
        addressOf(x, begin),
        end - begin,
        factor,
      ]);
    },
    addRow(out, x, row) {
      const columns = row.length;
      if (columns === 0 || out.length < minimumShared) return singleThreaded.addRow(out, x, row);
      const range = { length: out.length / columns, work: out.length };
      share(`addRow${typeSuffix(out)}`, range, ([begin, end]) => [
        addressOf(out, begin * columns),
        addressOf(x, begin * columns),
        addressOf(row, 0),
        end - begin,
        columns,
      ]);
    },
    sumRows(out, x) {
      const columns = out.length;
      if (columns === 0 || x.length < minimumShared) return singleThreaded.sumRows(out, x);
      const range = { length: columns, unit: elementUnit, work: x.length };
      share(`sumRows${typeSuffix(out)}`, range, ([begin, end]) => [
        addressOf(out, begin),
        addressOf(x, begin),
        x.length / columns,
        end - begin,
        columns,
      ]);
    },
  };
}

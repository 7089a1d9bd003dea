import type { LookupKernels } from "../../engine.js";
import { typeSuffix } from "./float-type.js";
import type { ShareRanges } from "./share-ranges.js";
import { addressOf, elementUnit } from "./sharing.js";

/** The kernels of the rows of a table: read in parts of the ids, added to in parts of the columns, so that the additions to a
 *  number keep their order. */
export function lookupKernels(share: ShareRanges): LookupKernels {
  return {
    gatherRows(out, table, ids) {
      if (out.length === 0) return;
      const columns = out.length / ids.length;
      const range = { length: ids.length, work: out.length };
      share(`gatherRows${typeSuffix(out)}`, range, ([begin, end]) => [
        addressOf(out, begin * columns),
        addressOf(table, 0),
        addressOf(ids, begin),
        end - begin,
        columns,
      ]);
    },
    scatterAddRows(out, x, ids) {
      if (x.length === 0) return;
      const columns = x.length / ids.length;
      const range = { length: columns, unit: elementUnit, work: x.length };
      share(`scatterAddRows${typeSuffix(out)}`, range, ([begin, end]) => [
        addressOf(out, begin),
        addressOf(x, begin),
        addressOf(ids, 0),
        ids.length,
        end - begin,
        columns,
      ]);
    },
  };
}

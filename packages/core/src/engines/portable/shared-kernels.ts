import type { Team, TeamJob } from "../../engine.js";
import { typeSuffix } from "./float-type.js";
import type { KernelExports } from "./kernel-exports.js";
import type { TensorKernels } from "./kernels.js";
import { sharedOptimizerKernels } from "./shared-optimizer-kernels.js";
import { addressOf, elementUnit, leastShared, partsOfElements } from "./sharing.js";
import { cut } from "./team.js";

/** Numbers from which sharing a costly function is faster. */
const leastCostly = 2 ** 12;

type Range = readonly [begin: number, end: number];

/** The kernels, shared out among a team where the tensors are large. Elements, and the sums of columns, do not depend on
 *  each other, so the bits are those of one thread. */
export function sharedKernels(wasm: KernelExports, singleThreaded: TensorKernels, team: Team): TensorKernels {
  const isLarge = (length: number, least = leastShared) => length >= least;

  /** Computes a kernel of `work` numbers in ranges of elements, rows or columns.
   *  args: those of a range; own: a range on this thread; whole: all of it on this thread */
  function share<Part extends readonly number[]>({
    ranges,
    args,
    ...job
  }: Omit<TeamJob<Part>, "parts"> & {
    ranges: () => readonly Range[];
    args: (range: Range) => Part;
  }): void {
    team.run({ ...job, parts: () => ranges().map(args) });
  }

  return {
    ...singleThreaded,
    optimizer: sharedOptimizerKernels(wasm, singleThreaded.optimizer, team),
    unary(f, out, x) {
      const least = f.costly ? leastCostly : leastShared;
      const whole = () => singleThreaded.unary(f, out, x);
      if (!isLarge(out.length, least)) return whole();
      const kernel = `unary${typeSuffix(out)}` as const;
      share({
        kernel,
        work: out.length,
        ranges: () => partsOfElements(out.length, team.count, least),
        whole,
        args: ([begin, end]) => [f.code, addressOf(out, begin), addressOf(x, begin), end - begin] as const,
        own: (part) => wasm[kernel](...part),
      });
    },
    binary(f, out, a, b) {
      const whole = () => singleThreaded.binary(f, out, a, b);
      if (!isLarge(out.length)) return whole();
      const kernel = `binary${typeSuffix(out)}` as const;
      share({
        kernel,
        work: out.length,
        ranges: () => partsOfElements(out.length, team.count),
        whole,
        args: ([begin, end]) =>
          [f.code, addressOf(out, begin), addressOf(a, begin), addressOf(b, begin), end - begin] as const,
        own: (part) => wasm[kernel](...part),
      });
    },
    scale(out, x, factor) {
      const whole = () => singleThreaded.scale(out, x, factor);
      if (!isLarge(out.length)) return whole();
      const kernel = `scale${typeSuffix(out)}` as const;
      share({
        kernel,
        work: out.length,
        ranges: () => partsOfElements(out.length, team.count),
        whole,
        args: ([begin, end]) => [addressOf(out, begin), addressOf(x, begin), end - begin, factor] as const,
        own: (part) => wasm[kernel](...part),
      });
    },
    addRow(out, x, row) {
      const columns = row.length;
      const whole = () => singleThreaded.addRow(out, x, row);
      if (columns === 0 || !isLarge(out.length)) return whole();
      const kernel = `addRow${typeSuffix(out)}` as const;
      const least = leastShared / 2 / columns;
      share({
        kernel,
        work: out.length,
        ranges: () => cut(out.length / columns, { unit: 1, least, threads: team.count }),
        whole,
        args: ([begin, end]) =>
          [
            addressOf(out, begin * columns),
            addressOf(x, begin * columns),
            addressOf(row, 0),
            end - begin,
            columns,
          ] as const,
        own: (part) => wasm[kernel](...part),
      });
    },
    sumRows(out, x) {
      const columns = out.length;
      const whole = () => singleThreaded.sumRows(out, x);
      if (columns === 0 || !isLarge(x.length)) return whole();
      const kernel = `sumRows${typeSuffix(out)}` as const;
      const rows = x.length / columns;
      share({
        kernel,
        work: x.length,
        ranges: () => cut(columns, { unit: elementUnit, least: leastShared / 2 / rows, threads: team.count }),
        whole,
        args: ([begin, end]) =>
          [addressOf(out, begin), addressOf(x, begin), rows, end - begin, columns] as const,
        own: (part) => wasm[kernel](...part),
      });
    },
  };
}

import type { Team, TeamJob } from "../../engine.js";
import { typeSuffix } from "./float-type.js";
import type { KernelExports } from "./kernel-exports.js";
import type { TensorKernels } from "./kernels.js";
import { partition, type Range } from "./partition.js";
import { sharedOptimizerKernels } from "./shared-optimizer-kernels.js";
import { addressOf, elementUnit, minimumShared, partitionElements } from "./sharing.js";

/** Length from which sharing a costly function is faster. */
const minimumCostlyShared = 2 ** 12;

/** The kernels, shared among the threads of a team if the tensors are large. Elements and sums of columns do not depend on
 *  each other, so the bits are those of one thread. */
export function sharedKernels(wasm: KernelExports, singleThreaded: TensorKernels, team: Team): TensorKernels {
  const isLarge = (length: number, minimum = minimumShared) => length >= minimum;

  /** Runs a kernel in ranges of elements, rows or columns. argumentsOf: the kernel's arguments for a range */
  function share<Part extends readonly number[]>({
    ranges,
    argumentsOf,
    ...job
  }: Omit<TeamJob<Part>, "parts"> & {
    ranges: () => readonly Range[];
    argumentsOf: (range: Range) => Part;
  }): void {
    team.run({ ...job, parts: () => ranges().map(argumentsOf) });
  }

  return {
    ...singleThreaded,
    optimizer: sharedOptimizerKernels(wasm, singleThreaded.optimizer, team),
    unary(f, out, x) {
      const minimum = f.costly ? minimumCostlyShared : minimumShared;
      const runWhole = () => singleThreaded.unary(f, out, x);
      if (!isLarge(out.length, minimum)) return runWhole();
      const kernel = `unary${typeSuffix(out)}` as const;
      share({
        kernel,
        work: out.length,
        ranges: () => partitionElements(out.length, team.count, minimum),
        runWhole,
        argumentsOf: ([begin, end]) =>
          [f.code, addressOf(out, begin), addressOf(x, begin), end - begin] as const,
        runOnThisThread: (part) => wasm[kernel](...part),
      });
    },
    binary(f, out, a, b) {
      const minimum = f.costly ? minimumCostlyShared : minimumShared;
      const runWhole = () => singleThreaded.binary(f, out, a, b);
      if (!isLarge(out.length, minimum)) return runWhole();
      const kernel = `binary${typeSuffix(out)}` as const;
      share({
        kernel,
        work: out.length,
        ranges: () => partitionElements(out.length, team.count, minimum),
        runWhole,
        argumentsOf: ([begin, end]) =>
          [f.code, addressOf(out, begin), addressOf(a, begin), addressOf(b, begin), end - begin] as const,
        runOnThisThread: (part) => wasm[kernel](...part),
      });
    },
    scale(out, x, factor) {
      const runWhole = () => singleThreaded.scale(out, x, factor);
      if (!isLarge(out.length)) return runWhole();
      const kernel = `scale${typeSuffix(out)}` as const;
      share({
        kernel,
        work: out.length,
        ranges: () => partitionElements(out.length, team.count),
        runWhole,
        argumentsOf: ([begin, end]) =>
          [addressOf(out, begin), addressOf(x, begin), end - begin, factor] as const,
        runOnThisThread: (part) => wasm[kernel](...part),
      });
    },
    addRow(out, x, row) {
      const columns = row.length;
      const runWhole = () => singleThreaded.addRow(out, x, row);
      if (columns === 0 || !isLarge(out.length)) return runWhole();
      const kernel = `addRow${typeSuffix(out)}` as const;
      const minimum = minimumShared / 2 / columns;
      share({
        kernel,
        work: out.length,
        ranges: () => partition(out.length / columns, { unit: 1, minimum, threads: team.count }),
        runWhole,
        argumentsOf: ([begin, end]) =>
          [
            addressOf(out, begin * columns),
            addressOf(x, begin * columns),
            addressOf(row, 0),
            end - begin,
            columns,
          ] as const,
        runOnThisThread: (part) => wasm[kernel](...part),
      });
    },
    sumRows(out, x) {
      const columns = out.length;
      const runWhole = () => singleThreaded.sumRows(out, x);
      if (columns === 0 || !isLarge(x.length)) return runWhole();
      const kernel = `sumRows${typeSuffix(out)}` as const;
      const rows = x.length / columns;
      const minimum = minimumShared / 2 / rows;
      share({
        kernel,
        work: x.length,
        ranges: () => partition(columns, { unit: elementUnit, minimum, threads: team.count }),
        runWhole,
        argumentsOf: ([begin, end]) =>
          [addressOf(out, begin), addressOf(x, begin), rows, end - begin, columns] as const,
        runOnThisThread: (part) => wasm[kernel](...part),
      });
    },
  };
}

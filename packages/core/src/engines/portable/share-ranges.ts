import type { Team } from "../../engine.js";
import type { KernelExports } from "./kernel-exports.js";
import { partition, type Range } from "./partition.js";
import { minimumShared } from "./sharing.js";

/** The indices that the threads of a team may compute apart. */
interface ShareableRange {
  /** Indices from 0 to length - 1. */
  readonly length: number;
  /** Ranges start at multiples of it; default 1. */
  readonly unit?: number;
  /** Numbers that the whole call reads or writes. */
  readonly work: number;
  /** Work from which sharing is faster; default: that of a nanosecond or less for a number. */
  readonly minimum?: number;
}

/** Runs a WebAssembly kernel on the whole range, or on parts of it. partOf: the kernel's arguments for a range */
export type ShareRanges = <Name extends keyof KernelExports>(
  kernel: Name,
  range: ShareableRange,
  partOf: (range: Range) => Readonly<Parameters<KernelExports[Name]>>,
) => void;

/** Shares kernels among the threads of a team if there is one and the work is large. */
export function sharer(wasm: KernelExports, team?: Team): ShareRanges {
  return (kernel, { length, unit = 1, work, minimum = minimumShared }, partOf) => {
    if (length === 0) return;
    const run = wasm[kernel] as (...part: readonly number[]) => unknown;
    const runWhole = () => run(...partOf([0, length]));
    if (team === undefined || work < minimum) {
      runWhole();
      return;
    }
    const perPart = (minimum / 2) * (length / work);
    team.run({
      kernel,
      work,
      parts: () => partition(length, { unit, minimum: perPart, threads: team.count }).map(partOf),
      runOnThisThread: (part) => run(...part),
      runWhole,
    });
  };
}

import type { Team, UnaryFunction } from "../../engine.js";
import type { KernelExports } from "./kernel-exports.js";
import { binaryCodes, type TensorKernels, unaryCodes } from "./kernels.js";
import { sharedUpdates } from "./shared-updates.js";
import { addressOf, elementUnit, leastShared, partsOfElements, suffix } from "./sharing.js";
import { cut } from "./team.js";

/** Numbers from which sharing pays where a function takes ten times as long. */
const leastCostly = 2 ** 12;

const costly: ReadonlySet<UnaryFunction> = new Set<UnaryFunction>(["exp", "log", "tanh", "sigmoid", "erf"]);

type Range = readonly [begin: number, end: number];

/** The kernels, shared out among a team where the tensors are large. Elements, and the sums of columns, do not depend on
 *  each other, so the bits are those of one thread. */
export function sharedKernels(wasm: KernelExports, alone: TensorKernels, team: Team): TensorKernels {
  const isLarge = (length: number, least = leastShared) => length >= least;

  /** Computes a kernel of `length` numbers in ranges of `total` elements, rows or columns.
   *  args: a range's, for a helper; own: a range on this thread */
  function share<T extends readonly number[]>(
    kernel: string,
    ranges: readonly Range[],
    { args, own, length }: { args: (range: Range) => T; own: (args: T) => void; length: number },
  ): void {
    const parts = ranges.map(args);
    team.run(kernel, parts, (index) => own(parts[index]), length);
  }

  const elements = (length: number, least = leastShared) => partsOfElements(length, team.count, least);

  return {
    ...alone,
    ...sharedUpdates(wasm, alone, team),
    unary(name, out, x) {
      const least = costly.has(name) ? leastCostly : leastShared;
      if (!isLarge(out.length, least)) return alone.unary(name, out, x);
      const kernel = `unary${suffix(out)}` as const;
      share(kernel, elements(out.length, least), {
        args: ([begin, end]) =>
          [unaryCodes[name], addressOf(out, begin), addressOf(x, begin), end - begin] as const,
        own: (args) => wasm[kernel](...args),
        length: out.length,
      });
    },
    binary(name, out, a, b) {
      if (!isLarge(out.length)) return alone.binary(name, out, a, b);
      const kernel = `binary${suffix(out)}` as const;
      share(kernel, elements(out.length), {
        args: ([begin, end]) =>
          [
            binaryCodes[name],
            addressOf(out, begin),
            addressOf(a, begin),
            addressOf(b, begin),
            end - begin,
          ] as const,
        own: (args) => wasm[kernel](...args),
        length: out.length,
      });
    },
    scale(out, x, factor) {
      if (!isLarge(out.length)) return alone.scale(out, x, factor);
      const kernel = `scale${suffix(out)}` as const;
      share(kernel, elements(out.length), {
        args: ([begin, end]) => [addressOf(out, begin), addressOf(x, begin), end - begin, factor] as const,
        own: (args) => wasm[kernel](...args),
        length: out.length,
      });
    },
    addRow(out, x, row) {
      const columns = row.length;
      if (columns === 0 || !isLarge(out.length)) return alone.addRow(out, x, row);
      const kernel = `addRow${suffix(out)}` as const;
      const least = leastShared / 2 / columns;
      share(kernel, cut(out.length / columns, { unit: 1, least, threads: team.count }), {
        args: ([begin, end]) =>
          [
            addressOf(out, begin * columns),
            addressOf(x, begin * columns),
            addressOf(row, 0),
            end - begin,
            columns,
          ] as const,
        own: (args) => wasm[kernel](...args),
        length: out.length,
      });
    },
    sumRows(out, x) {
      const columns = out.length;
      if (columns === 0 || !isLarge(x.length)) return alone.sumRows(out, x);
      const kernel = `sumRows${suffix(out)}` as const;
      const rows = x.length / columns;
      share(kernel, cut(columns, { unit: elementUnit, least: leastShared / 2 / rows, threads: team.count }), {
        args: ([begin, end]) =>
          [addressOf(out, begin), addressOf(x, begin), rows, end - begin, columns] as const,
        own: (args) => wasm[kernel](...args),
        length: x.length,
      });
    },
  };
}

import type { FloatArray } from "../../dtype.js";
import type { Team, UnaryFunction } from "../../engine.js";
import type { KernelExports } from "./kernel-exports.js";
import { binaryCodes, type TensorKernels, unaryCodes } from "./kernels.js";
import { cut } from "./team.js";

/** Numbers from which sharing pays where each takes a nanosecond or less. */
const leastPlain = 2 ** 15;

/** The same for functions that take ten times as long. */
const leastCostly = 2 ** 12;

const costly: ReadonlySet<UnaryFunction> = new Set<UnaryFunction>(["exp", "log", "tanh", "sigmoid", "erf"]);

/** Numbers that a part is a multiple of: lines of memory, and what the kernels take at once. */
const unit = 64;

type Range = readonly [begin: number, end: number];

const suffix = (x: FloatArray): "F32" | "F64" => (x instanceof Float32Array ? "F32" : "F64");

/** Address of a number of a buffer. */
const at = (x: FloatArray, index: number): number => x.byteOffset + index * x.BYTES_PER_ELEMENT;

/** The kernels, shared out among a team where the tensors are large. Elements, and the sums of columns, do not depend on
 *  each other, so the bits are those of one thread. */
export function sharedKernels(wasm: KernelExports, alone: TensorKernels, team: Team): TensorKernels {
  const isLarge = (length: number, least = leastPlain) => length >= least;

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

  const elements = (length: number, least = leastPlain) =>
    cut(length, { unit, least: least / 2, threads: team.count });

  return {
    ...alone,
    unary(name, out, x) {
      const least = costly.has(name) ? leastCostly : leastPlain;
      if (!isLarge(out.length, least)) return alone.unary(name, out, x);
      const kernel = `unary${suffix(out)}` as const;
      share(kernel, elements(out.length, least), {
        args: ([begin, end]) => [unaryCodes[name], at(out, begin), at(x, begin), end - begin] as const,
        own: (args) => wasm[kernel](...args),
        length: out.length,
      });
    },
    binary(name, out, a, b) {
      if (!isLarge(out.length)) return alone.binary(name, out, a, b);
      const kernel = `binary${suffix(out)}` as const;
      share(kernel, elements(out.length), {
        args: ([begin, end]) =>
          [binaryCodes[name], at(out, begin), at(a, begin), at(b, begin), end - begin] as const,
        own: (args) => wasm[kernel](...args),
        length: out.length,
      });
    },
    scale(out, x, factor) {
      if (!isLarge(out.length)) return alone.scale(out, x, factor);
      const kernel = `scale${suffix(out)}` as const;
      share(kernel, elements(out.length), {
        args: ([begin, end]) => [at(out, begin), at(x, begin), end - begin, factor] as const,
        own: (args) => wasm[kernel](...args),
        length: out.length,
      });
    },
    updateSgd(w, g, lr) {
      if (!isLarge(w.length)) return alone.updateSgd(w, g, lr);
      const kernel = `updateSgd${suffix(w)}` as const;
      share(kernel, elements(w.length), {
        args: ([begin, end]) => [at(w, begin), at(g, begin), end - begin, lr] as const,
        own: (args) => wasm[kernel](...args),
        length: w.length,
      });
    },
    addRow(out, x, row) {
      const columns = row.length;
      if (columns === 0 || !isLarge(out.length)) return alone.addRow(out, x, row);
      const kernel = `addRow${suffix(out)}` as const;
      const least = leastPlain / 2 / columns;
      share(kernel, cut(out.length / columns, { unit: 1, least, threads: team.count }), {
        args: ([begin, end]) =>
          [at(out, begin * columns), at(x, begin * columns), at(row, 0), end - begin, columns] as const,
        own: (args) => wasm[kernel](...args),
        length: out.length,
      });
    },
    sumRows(out, x) {
      const columns = out.length;
      if (columns === 0 || !isLarge(x.length)) return alone.sumRows(out, x);
      const kernel = `sumRows${suffix(out)}` as const;
      const rows = x.length / columns;
      share(kernel, cut(columns, { unit, least: leastPlain / 2 / rows, threads: team.count }), {
        args: ([begin, end]) => [at(out, begin), at(x, begin), rows, end - begin, columns] as const,
        own: (args) => wasm[kernel](...args),
        length: x.length,
      });
    },
  };
}

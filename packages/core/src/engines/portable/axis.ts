import type { AxisKernels, AxisLayout, Team } from "../../engine.js";
import { typeSuffix } from "./float-type.js";
import type { KernelExports } from "./kernel-exports.js";
import { partition, type Range } from "./partition.js";
import { addressOf, elementUnit, minimumShared } from "./sharing.js";

/** The kernels of one axis, shared among the threads of a team if there is one: in parts of the outer axes, or of the axis
 *  itself for the sum over the others. No sum is divided, so the bits are those of one thread. */
export function axisKernels(wasm: KernelExports, team?: Team): AxisKernels {
  /** Runs a kernel on parts of `length` indices, if its work is large, else on the whole. */
  function share<Name extends keyof KernelExports>(
    kernel: Name,
    { length, unit, layout }: { readonly length: number; readonly unit: number; readonly layout: AxisLayout },
    partOf: (range: Range) => Readonly<Parameters<KernelExports[Name]>>,
  ): void {
    const run = wasm[kernel] as (...part: readonly number[]) => unknown;
    const work = layout.outer * layout.axis * layout.inner;
    if (length === 0) return;
    if (team === undefined || work < minimumShared) {
      run(...partOf([0, length]));
      return;
    }
    const minimum = (minimumShared / 2) * (length / work);
    team.run({
      kernel,
      work,
      parts: () => partition(length, { unit, minimum, threads: team.count }).map(partOf),
      runOnThisThread: (part) => run(...part),
      runWhole: () => run(...partOf([0, length])),
    });
  }

  return {
    broadcast({ code }, out, { x, b, of }, layout) {
      const { outer, axis, inner } = layout;
      const perAxis = of === "axis" ? 1 : 0;
      share(`broadcast${typeSuffix(out)}`, { length: outer, unit: 1, layout }, ([begin, end]) => [
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
      share(`sumAxis${typeSuffix(out)}`, { length: outer, unit: 1, layout }, ([begin, end]) => [
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
      share(`sumOthers${typeSuffix(out)}`, { length: axis, unit, layout }, ([begin, end]) => [
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
      share(`maxAxis${typeSuffix(out)}`, { length: outer, unit: 1, layout }, ([begin, end]) => [
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

import type { CopyLayout, Kernels } from "../../engine.js";
import { typeSuffix } from "./float-type.js";
import type { ShareRanges } from "./share-ranges.js";
import { addressOf } from "./sharing.js";

/** An axis of a box; strides in numbers of elements. */
interface Axis {
  readonly size: number;
  readonly out: number;
  readonly x: number;
}

/** Axes that the kernel takes; those before them are looped over here. */
const kernelAxes = 4;

/** The copy of a box by the WebAssembly kernels. Only bits are moved, so the order of the axes is free: it is the one that reads
 *  and writes along lines of memory. */
export function copyKernel(share: ShareRanges): Kernels["copy"] {
  return (out, x, layout) => {
    const axes = inMemoryOrder(merged(axesOf(layout)));
    if (axes.some(({ size }) => size === 0)) return;
    const outer = axes.slice(0, Math.max(0, axes.length - kernelAxes));
    const box = fourAxes(axes.slice(outer.length));
    const work = box.reduce((product, { size }) => product * size, 1);
    // the axis that threads share
    const shared = Math.max(
      0,
      box.findIndex(({ size }) => size > 1),
    );
    const range = { length: box[shared].size, work };
    forEachIndex(outer, layout.outOffset, layout.xOffset, (outOffset, xOffset) => {
      share(`copy${typeSuffix(out)}`, range, ([begin, end]) => [
        addressOf(out, outOffset + begin * box[shared].out),
        addressOf(x, xOffset + begin * box[shared].x),
        ...four(box, (axis, i) => (i === shared ? end - begin : axis.size)),
        ...four(box, (axis) => axis.out),
        ...four(box, (axis) => axis.x),
      ]);
    });
  };
}

type Four<T> = readonly [T, T, T, T];

/** A property of each of four axes. */
function four(box: Four<Axis>, of: (axis: Axis, index: number) => number): Four<number> {
  return [of(box[0], 0), of(box[1], 1), of(box[2], 2), of(box[3], 3)];
}

function axesOf({ sizes, outStrides, xStrides }: CopyLayout): readonly Axis[] {
  return sizes.map((size, axis) => ({ size, out: outStrides[axis], x: xStrides[axis] }));
}

/** Without axes of length 1; two axes that are one in both memories become one. */
function merged(axes: readonly Axis[]): readonly Axis[] {
  const result: Axis[] = [];
  for (const axis of axes) {
    if (axis.size === 1) continue;
    const last = result.at(-1);
    if (last !== undefined && last.out === axis.size * axis.out && last.x === axis.size * axis.x)
      result[result.length - 1] = { ...axis, size: last.size * axis.size };
    else result.push(axis);
  }
  return result;
}

/** Along the lines of `out`; the axis along the lines of `x` is the last but one if it is another. */
function inMemoryOrder(axes: readonly Axis[]): readonly Axis[] {
  const sorted = [...axes].sort((left, right) => Math.abs(right.out) - Math.abs(left.out));
  const along = sorted.findIndex(({ x }) => Math.abs(x) === 1);
  if (along < 0 || along >= sorted.length - 2) return sorted;
  const [axis] = sorted.splice(along, 1);
  return [...sorted.slice(0, -1), axis, ...sorted.slice(-1)];
}

/** Four axes: those, after axes of length 1. */
function fourAxes(axes: readonly Axis[]): Four<Axis> {
  const single: Axis = { size: 1, out: 1, x: 1 };
  const [d = single, c = single, b = single, a = single] = [...axes].reverse();
  return [a, b, c, d];
}

/** Calls `visit` with the offsets of every index of the axes. */
function forEachIndex(
  [axis, ...rest]: readonly Axis[],
  outOffset: number,
  xOffset: number,
  visit: (outOffset: number, xOffset: number) => void,
): void {
  if (axis === undefined) {
    visit(outOffset, xOffset);
    return;
  }
  for (let i = 0; i < axis.size; i++)
    forEachIndex(rest, outOffset + i * axis.out, xOffset + i * axis.x, visit);
}

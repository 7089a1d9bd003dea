import { bufferOf, type Shape, scope } from "@retrograd/core";
import { type Site, withValues } from "./site.js";

/** An axis of a tensor each of whose positions reaches the same position of an axis of the output, and no other:
 *  the columns of a weight matrix, or the rows of a batch. */
export interface Lanes {
  /** Of the tensor. */
  readonly axis: number;
  readonly outputAxis: number;
}

/** What lanes are looked for in. */
export type LanedSite = Pick<Site, "engine" | "tensor" | "run">;

/** Finds lanes by trying: position l of the output must keep its bits while every other position of the tensor
 *  changes, for each l. */
export function findLanes(site: LanedSite): Lanes | undefined {
  const base = outputOf(site);
  const { shape } = site.tensor;
  const candidates = shape
    .flatMap((length, axis) => base.shape.map((other, outputAxis) => ({ axis, outputAxis, length, other })))
    .filter(({ length, other }) => length > 1 && length === other)
    .sort((a, b) => b.length - a.length);
  const origin = Float64Array.from(site.tensor.data);
  const moved = origin.map((value, i) => value + 0.1 * (1 + (i % 3)));
  const found = candidates.find(({ axis, outputAxis, length }) =>
    withValues(site, moved, () => {
      for (let lane = 0; lane < length; lane++) {
        const own = sliceOf(shape, axis, lane);
        write(site, own, origin);
        const y = outputOf(site);
        write(site, own, moved);
        const stayed = sliceOf(base.shape, outputAxis, lane).every((j) =>
          Object.is(y.values[j], base.values[j]),
        );
        if (!stayed) return false;
      }
      return true;
    }),
  );
  return found && { axis: found.axis, outputAxis: found.outputAxis };
}

function write({ tensor }: LanedSite, elements: readonly number[], from: Float64Array): void {
  const buffer = bufferOf(tensor);
  for (const i of elements) buffer[i] = from[i];
}

/** Flat indices of one position along an axis. */
export function sliceOf(shape: Shape, axis: number, position: number): readonly number[] {
  const inner = shape.slice(axis + 1).reduce((size, n) => size * n, 1);
  const length = shape[axis] ?? 1;
  const outer = shape.slice(0, axis).reduce((size, n) => size * n, 1);
  return Array.from(
    { length: outer * inner },
    (_, k) => (Math.floor(k / inner) * length + position) * inner + (k % inner),
  );
}

/** Position along each axis of the i-th element, row-major. */
export function indexOf(i: number, shape: Shape): readonly number[] {
  const index: number[] = [];
  let rest = i;
  for (const axis of shape.toReversed()) {
    index.unshift(rest % axis);
    rest = Math.floor(rest / axis);
  }
  return index;
}

function outputOf(site: LanedSite) {
  return scope(site.engine, () => {
    const { y } = site.run();
    return { values: Float64Array.from(y.data), shape: y.shape };
  });
}

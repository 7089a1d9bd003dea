import { type Shape, scope } from "@retrograd/core";
import { type Site, withValues } from "./site.js";

/** An axis of a tensor each of whose positions reaches the same position of an axis of the output, and no other:
 *  the columns of a weight matrix, or the rows of a batch. */
export interface Lanes {
  /** Of the tensor. */
  readonly axis: number;
  readonly outputAxis: number;
}

/** Finds lanes by trying: position l of the output must keep its bits while every other position of the tensor
 *  changes, for each l. */
export function findLanes(site: Site): Lanes | undefined {
  const base = outputOf(site);
  const { shape } = site.tensor;
  const candidates = shape
    .flatMap((length, axis) => base.shape.map((other, outputAxis) => ({ axis, outputAxis, length, other })))
    .filter(({ length, other }) => length > 1 && length === other)
    .sort((a, b) => b.length - a.length);
  return candidates.find(({ axis, outputAxis, length }) => {
    for (let lane = 0; lane < length; lane++) {
      const own = new Set(sliceOf(shape, axis, lane));
      const moved = Float64Array.from(site.tensor.data, (value, i) =>
        own.has(i) ? value : value + 0.1 * (1 + (i % 3)),
      );
      const y = withValues(site, moved, () => outputOf(site));
      if (!sliceOf(base.shape, outputAxis, lane).every((j) => Object.is(y.values[j], base.values[j])))
        return false;
    }
    return true;
  });
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

function outputOf(site: Site) {
  return scope(site.engine, () => {
    const { y } = site.run();
    return { values: Float64Array.from(y.data), shape: y.shape };
  });
}

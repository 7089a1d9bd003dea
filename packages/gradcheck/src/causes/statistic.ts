import type { Pair } from "../derivative/comparison.js";
import type { Cause } from "./cause.js";
import { looselyEqual, numericOf, wrongOf } from "./pairs.js";

// Minimum length of a line. Any two numbers are on a straight line.
const minLength = 3;

// Minimum number of points beyond the two that determine each line.
const minSurplus = 4;

/** `statistic`: in each line along an axis of x, the gap to the derivative is `a + b x`. That is the gradient through a mean
 *  (a), or through a standard deviation or a norm (a + b x). If all lines have the same a and b, it is another mistake. */
export const statistic: Cause = ({ pairs, tensor, name, loss }) => {
  if (name !== "x" || loss !== undefined) return undefined;
  const strides = tensor.shape.map((_, axis) =>
    tensor.shape.slice(axis + 1).reduce((size, n) => size * n, 1),
  );
  const points = pairs.map((pair) => ({
    pair,
    x: tensor.data[pair.index.reduce((sum, position, axis) => sum + position * strides[axis], 0)],
    gap: pair.analytic - numericOf(pair),
  }));
  if (isStraight(points)) return undefined;
  for (const axis of tensor.shape.keys()) {
    const wrong = linesAlong(axis, points).filter((line) => wrongOf(line.map(({ pair }) => pair)).length > 0);
    const surplus = wrong.reduce((sum, { length }) => sum + length - 2, 0);
    if (surplus < minSurplus || wrong.some(({ length }) => length < minLength)) continue;
    if (!wrong.every(isStraight)) continue;
    const message = `along axis ${axis} the gap to the derivative is a + b x: the gradient through a mean, a standard deviation or a norm is wrong`;
    return { code: "statistic", message };
  }
  return undefined;
};

interface Point {
  readonly pair: Pair;
  readonly x: number;
  readonly gap: number;
}

/** Groups the points that differ only in their position along an axis. */
function linesAlong(axis: number, points: readonly Point[]): readonly (readonly Point[])[] {
  const lines = new Map<string, Point[]>();
  for (const point of points) {
    const key = point.pair.index.toSpliced(axis, 1).join();
    const line = lines.get(key);
    if (line === undefined) lines.set(key, [point]);
    else line.push(point);
  }
  return [...lines.values()];
}

/** Whether the gaps are `a + b x`, for the two points with the smallest and the largest x. */
function isStraight(points: readonly Point[]): boolean {
  const sorted = points.toSorted((p, q) => p.x - q.x);
  const [low, high] = [sorted[0], sorted.at(-1)];
  if (low === undefined || high === undefined || low.x === high.x) return false;
  const slope = (high.gap - low.gap) / (high.x - low.x);
  return points.every(({ pair, x, gap }) => {
    const expected = numericOf(pair) + low.gap + slope * (x - low.x);
    return looselyEqual(numericOf(pair) + gap, expected, pair);
  });
}

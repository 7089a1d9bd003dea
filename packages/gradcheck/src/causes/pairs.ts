import type { Pair } from "../derivative/comparison.js";
import { agrees, nearest, toleranceOf } from "../derivative/numerical.js";

/** The derivative by differences; at a kink, the slope in its interval that is nearest to that of backward. */
export function numericOf({ analytic, derivative }: Pair): number {
  return nearest(derivative, analytic);
}

/** Elements where backward is not the derivative. */
export function wrongOf(pairs: readonly Pair[]): readonly Pair[] {
  return pairs.filter(({ analytic, derivative }) => !agrees(analytic, derivative));
}

/** Whether the derivative is 0, within the error of the differences. */
export function isZero(pair: Pair): boolean {
  return Math.abs(numericOf(pair)) <= toleranceOf(0, pair.derivative);
}

/** Whether backward of each of the first pairs equals the derivative of the second pair at the same position. */
export function matches(analytic: readonly Pair[], numeric: readonly Pair[]): boolean {
  return analytic.every((pair, i) => looselyEqual(pair.analytic, numericOf(numeric[i]), numeric[i]));
}

/** Whether two numbers are equal with the tolerance of a diagnosis: `|a - b| <= 1e-6 max(|a|, |b|) + 10 error`. */
export function looselyEqual(a: number, b: number, { derivative }: Pair): boolean {
  return Math.abs(a - b) <= 1e-6 * Math.max(Math.abs(a), Math.abs(b)) + 10 * derivative.error;
}

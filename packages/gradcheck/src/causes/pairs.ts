import type { Pair } from "../derivative/comparison.js";
import { agrees, nearest, toleranceOf } from "../derivative/numerical.js";

/** The derivative by differences; at a kink, the slope between its sides that is nearest to backward's. */
export function numericOf({ analytic, derivative }: Pair): number {
  return nearest(derivative, analytic);
}

/** Elements where backward is not the derivative. */
export function wrongOf(pairs: readonly Pair[]): readonly Pair[] {
  return pairs.filter(({ analytic, derivative }) => !agrees(analytic, derivative));
}

/** Whether the derivative is 0, as far as differences can tell. */
export function isZero(pair: Pair): boolean {
  return Math.abs(numericOf(pair)) <= toleranceOf(0, pair.derivative);
}

/** Whether backward's numbers of the first are the derivatives of the second, one by one. */
export function matches(given: readonly Pair[], wanted: readonly Pair[]): boolean {
  return given.every((pair, i) => looselyEqual(pair.analytic, numericOf(wanted[i]), wanted[i]));
}

/** Equal as far as a diagnosis needs it: `|a - b| <= 1e-6 max(|a|, |b|) + 10 error`. */
export function looselyEqual(a: number, b: number, { derivative }: Pair): boolean {
  return Math.abs(a - b) <= 1e-6 * Math.max(Math.abs(a), Math.abs(b)) + 10 * derivative.error;
}

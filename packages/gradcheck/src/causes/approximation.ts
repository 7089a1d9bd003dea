import type { Pair } from "../derivative/comparison.js";
import { agrees } from "../derivative/numerical.js";
import type { Cause } from "./cause.js";
import type { Diagnosis } from "./diagnoses.js";
import { nonlinear } from "./nonlinear.js";
import { numericOf, wrongOf } from "./pairs.js";

// Largest gap of an approximation, relative to the largest gradient.
const maxGap = 1e-4;

// The same where most elements have a gap: a table with straight lines between its points is as coarse as that.
const maxGapOfMost = 5e-3;

// Fewer elements may all be wrong in another way.
const minimumDiffering = 8;

// A smaller gap is round-off.
const minGap = 1e-9;

/** `approximation`: every gap is small compared to the largest gradient, but larger than the error of the differences.
 *  Forward or backward is an approximation of the other: a series, a table, or a constant in only one of them. Elements that
 *  pass by themselves can fail along a direction, where their gaps add up. */
export const approximation: Cause = (failure) => {
  const { pairs, tensor } = failure;
  const isSeen = wrongOf(pairs).length > 0 || pairs.length === tensor.size;
  return isSeen && nonlinear(failure) === undefined ? approximationOf(pairs) : undefined;
};

/** The same, from the pairs only. */
export function approximationOf(pairs: readonly Pair[]): Diagnosis | undefined {
  let [gap, size, differing] = [0, 0, 0];
  for (const pair of pairs) {
    const difference = Math.abs(pair.analytic - numericOf(pair));
    if (difference > 3 * pair.derivative.error || !agrees(pair.analytic, pair.derivative)) {
      gap = Math.max(gap, difference);
      differing++;
    }
    size = Math.max(size, Math.abs(pair.analytic), Math.abs(numericOf(pair)));
  }
  const limit = differing > minimumDiffering && differing > pairs.length / 2 ? maxGapOfMost : maxGap;
  if (!(gap <= limit * size && gap > minGap * size)) return undefined;
  return {
    code: "approximation",
    message: `forward or backward is less precise than float64: they agree to ${(gap / size).toExponential(0)} of the largest gradient, but not better`,
  };
}

import type { Pair } from "../derivative/comparison.js";
import { agrees } from "../derivative/numerical.js";
import type { Cause } from "./cause.js";
import type { Diagnosis } from "./diagnoses.js";
import { nonlinear } from "./nonlinear.js";
import { numericOf, wrongOf } from "./pairs.js";

// Gaps of no more than this much of the largest gradient are taken for those of an approximation.
const maxGap = 1e-4;

// A gap of less than this much is round-off.
const minGap = 1e-9;

/** `approximation`: every gap is small beside the largest gradient, though more than differences can be off by. Forward or
 *  backward is an approximation of what the other one is: a series, a table, a constant in one of them alone. Along a
 *  direction the gaps of elements add up, each of which passes by itself. */
export const approximation: Cause = (failure) => {
  const { pairs, tensor } = failure;
  const isSeen = wrongOf(pairs).length > 0 || pairs.length === tensor.size;
  return isSeen && nonlinear(failure) === undefined ? approximationOf(pairs) : undefined;
};

/** The same of pairs alone. */
export function approximationOf(pairs: readonly Pair[]): Diagnosis | undefined {
  let [gap, size] = [0, 0];
  for (const pair of pairs) {
    const off = Math.abs(pair.analytic - numericOf(pair));
    if (off > 3 * pair.derivative.error || !agrees(pair.analytic, pair.derivative)) gap = Math.max(gap, off);
    size = Math.max(size, Math.abs(pair.analytic), Math.abs(numericOf(pair)));
  }
  if (!(gap <= maxGap * size && gap > minGap * size)) return undefined;
  return {
    code: "approximation",
    message: `backward and differences agree to ${(gap / size).toExponential(0)} of the largest gradient, and no further`,
  };
}

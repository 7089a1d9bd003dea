import type { ReadonlyFloats, Shape } from "@retrograd/core";
import type { NumericalDerivative } from "./numerical.js";
import type { Mode } from "./report.js";
import { type Verdict, worstVerdict } from "./verdict.js";

/** Largest relative difference that still counts as equal, beside round-off. */
const relativeTolerance = 1e-6;

/** One element where backward and numerical derivative were compared. */
export interface ComparedElement {
  /** Position along each axis; empty for a derivative along a random direction. */
  readonly index: readonly number[];
  /** What backward says. */
  readonly analytic: number;
  /** What differences say: the nearest point of the interval, at a kink. */
  readonly numeric: number;
}

/** Outcome of comparing all elements of one gradient. */
export interface Comparison {
  readonly verdict: Verdict;
  readonly mode: Mode;
  /** How many derivatives were compared: elements, or directions. */
  readonly compared: number;
  /** Largest |analytic - numeric|, relative to the largest gradient of the tensor. */
  readonly error: number;
  /** Largest error that would have passed at the worst place, in the same unit. */
  readonly tolerance: number;
  /** The element that is furthest outside its tolerance, or nearest to it. */
  readonly worst: ComparedElement;
  /** How many of those compared are outside their tolerance. */
  readonly wrong: number;
}

/** Compares a gradient with numerical derivatives, element by element.
 *  An element passes when |analytic - numeric| <= 1e-6 max(|analytic|, |numeric|) + round-off. */
export function compareGradient(
  analytic: ReadonlyFloats,
  numerical: readonly NumericalDerivative[],
  shape: Shape,
): Comparison {
  let largestGradient = 0;
  let largestDifference = 0;
  let worstAt = 0;
  let worstExcess = -1;
  let worstTolerance = 0;
  let wrong = 0;
  let noise = 0;
  const verdicts = new Set<Verdict>();
  for (const [i, derivative] of numerical.entries()) {
    const a = analytic[i];
    const n = nearest(derivative, a);
    const difference = Math.abs(a - n);
    const size = Math.max(Math.abs(a), Math.abs(n));
    const tolerance = relativeTolerance * size + derivative.noise;
    const excess = difference === 0 ? 0 : difference / tolerance;
    const verdict = verdictOf(a, derivative, excess);
    verdicts.add(verdict);
    if (verdict === "fail") wrong++;
    largestGradient = Math.max(largestGradient, size);
    largestDifference = Math.max(largestDifference, difference);
    noise = Math.max(noise, derivative.noise);
    const rank = Number.isNaN(excess) ? Infinity : excess;
    if (rank > worstExcess) [worstAt, worstExcess, worstTolerance] = [i, rank, tolerance];
  }
  const proved = largestGradient > noise || numerical.length === 0;
  if (!proved && !verdicts.has("fail")) verdicts.add("inconclusive");
  return {
    verdict: worstVerdict([...verdicts]),
    mode: "exhaustive",
    compared: numerical.length,
    error: largestDifference === 0 ? 0 : largestDifference / largestGradient,
    tolerance: largestGradient === 0 ? 0 : worstTolerance / largestGradient,
    worst: {
      index: indexOf(worstAt, shape),
      analytic: analytic[worstAt] ?? 0,
      numeric: numerical.length === 0 ? 0 : nearest(numerical[worstAt], analytic[worstAt]),
    },
    wrong,
  };
}

function verdictOf(analytic: number, derivative: NumericalDerivative, excess: number): Verdict {
  if (!Number.isFinite(derivative.low) || !Number.isFinite(derivative.high)) return "inconclusive";
  if (!Number.isFinite(analytic) || !(excess <= 1)) return "fail";
  return derivative.kink && derivative.low !== derivative.high ? "subgradient" : "pass";
}

/** The point of the derivative's interval nearest to a value. */
function nearest({ low, high }: NumericalDerivative, value: number): number {
  return value > high ? high : value < low ? low : low === high || Number.isNaN(value) ? low : value;
}

/** Position along each axis of the i-th element, row-major. */
function indexOf(i: number, shape: Shape): readonly number[] {
  const index: number[] = [];
  let rest = i;
  for (const axis of shape.toReversed()) {
    index.unshift(rest % axis);
    rest = Math.floor(rest / axis);
  }
  return index;
}

import type { Mode } from "./mode.js";
import { agrees, type NumericalDerivative, nearest, toleranceOf } from "./numerical.js";
import { type Verdict, worstVerdict } from "./verdict.js";

// A gradient must exceed the error of the differences by this factor to prove something.
const resolution = 100;

/** One element at which backward and the numerical derivative were compared. */
export interface ComparedElement {
  /** Position along each axis; empty for a derivative along a random direction. */
  readonly index: readonly number[];
  /** The derivative according to backward. */
  readonly analytic: number;
  /** The derivative by differences; at a kink, the nearest point of the interval. */
  readonly numeric: number;
}

/** Why a comparison proves nothing. nothing-compared: there was no derivative to compare. not-finite: a derivative is not a
 *  number. kinks: all elements are on several kinks at once, where slopes may have any value. zero: backward and differences
 *  give 0 everywhere. small: every gradient is too small compared to the error of the differences. */
type Unproved = "nothing-compared" | "not-finite" | "kinks" | "zero" | "small";

/** What proves a gradient that is too small for the differences. chain-rule: the layer alone is right, and so is its
 *  upstream gradient. always-zero: the gradient is 0 for other inputs and parameters as well. */
type Proof = "chain-rule" | "always-zero";

/** Outcome of the comparison of one gradient. */
export interface Comparison {
  readonly verdict: Verdict;
  readonly mode: Mode;
  /** Number of compared derivatives: elements, or directions. */
  readonly compared: number;
  /** Largest |analytic - numeric|, relative to the largest gradient of the tensor. */
  readonly error: number;
  /** Largest error that passes at the worst element, in the same unit. */
  readonly tolerance: number;
  /** The element that is furthest outside its tolerance, or closest to it. */
  readonly worst: ComparedElement;
  /** Number of compared derivatives that cross a kink and are right on one side of it. */
  readonly subgradients: number;
  /** Number of compared derivatives outside their tolerance. */
  readonly wrong: number;
  /** Up to 5 elements outside their tolerance, the furthest first. */
  readonly wrongest: readonly ComparedElement[];
  /** Largest |analytic| or |numeric|. */
  readonly largest: number;
  /** Largest error of the differences themselves. */
  readonly noise: number;
  /** Why the numbers alone prove nothing; absent where they prove something, or something is wrong. */
  readonly unproved?: Unproved;
  /** What proves the gradient although the numbers alone do not; the verdict is then "pass" or "subgradient". */
  readonly proof?: Proof;
}

/** The derivative according to backward with the derivative by differences. */
export interface Pair {
  readonly index: readonly number[];
  readonly analytic: number;
  readonly derivative: NumericalDerivative;
  /** The direction of the derivative, a weight for each element of the tensor; undefined for a single element. */
  readonly direction?: Float64Array;
}

/** Compares a gradient with numerical derivatives. A pair passes when
 *  `|analytic - numeric| <= 1e-7 max(|analytic|, |numeric|) + the error of the differences`, whatever the tensor's size. */
export function compare(pairs: readonly Pair[], mode: Mode): Comparison {
  const results = pairs.map(comparePair);
  const largest = results.reduce((max, { size }) => Math.max(max, size), 0);
  const difference = results.reduce((max, result) => Math.max(max, result.difference), 0);
  const verdict = worstVerdict(results.map((result) => result.verdict));
  const unproved = verdict === "fail" ? undefined : unprovedBy(results);
  const wrong = results.filter((result) => result.verdict === "fail").sort((a, b) => b.excess - a.excess);
  // a loop rather than a sort, since there may be a million right elements
  let worst = wrong[0] ?? results[0];
  if (wrong.length === 0) for (const result of results) if (result.excess > worst.excess) worst = result;
  return {
    verdict: unproved === undefined ? verdict : "inconclusive",
    mode,
    compared: pairs.length,
    error: difference === 0 ? 0 : difference / largest,
    tolerance: worst === undefined || largest === 0 ? 0 : worst.tolerance / largest,
    worst: worst?.element ?? { index: [], analytic: 0, numeric: 0 },
    subgradients: results.filter((result) => result.verdict === "subgradient").length,
    wrong: wrong.length,
    wrongest: wrong.slice(0, 5).map(({ element }) => element),
    largest,
    noise: pairs.reduce((max, { derivative }) => Math.max(max, derivative.error), 0),
    ...(unproved === undefined ? {} : { unproved }),
  };
}

type PairResult = ReturnType<typeof comparePair>;

/** Why pairs none of which is wrong prove nothing; undefined where they prove something. */
function unprovedBy(results: readonly PairResult[]): Unproved | undefined {
  if (results.length === 0) return "nothing-compared";
  if (results.some(({ verdict }) => verdict === "inconclusive")) return "not-finite";
  const agreeing = results.filter((result) => result.agrees);
  if (agreeing.length === 0) return "kinks";
  if (agreeing.some(({ size, pair }) => size > resolution * pair.derivative.error)) return undefined;
  // the interval of a kink contains other slopes than 0
  return results.every(({ size }) => size === 0) ? "zero" : "small";
}

function comparePair(pair: Pair) {
  const { index, analytic, derivative } = pair;
  const numeric = nearest(derivative, analytic);
  const difference = Math.abs(analytic - numeric);
  const tolerance = toleranceOf(analytic, derivative);
  const excess = difference === 0 ? 0 : difference / tolerance;
  return {
    pair,
    element: { index, analytic, numeric },
    size: Math.max(Math.abs(analytic), Math.abs(numeric)),
    difference,
    tolerance,
    excess: Number.isNaN(excess) ? Infinity : excess,
    /** False also for a pair that does not fail because several kinks allow any slope. */
    agrees: agrees(analytic, derivative),
    verdict: verdictOf(analytic, derivative),
  };
}

function verdictOf(analytic: number, derivative: NumericalDerivative): Verdict {
  const { low, high, kinks } = derivative;
  if (!Number.isFinite(low) || !Number.isFinite(high)) return "inconclusive";
  if (!Number.isFinite(analytic)) return "fail";
  if (agrees(analytic, derivative)) return kinks > 0 && low !== high ? "subgradient" : "pass";
  // several kinks at one point allow slopes outside the interval
  return kinks > 1 ? "subgradient" : "fail";
}

import type { Mode } from "./mode.js";
import { agrees, type NumericalDerivative, nearest, toleranceOf } from "./numerical.js";
import { type Verdict, worstVerdict } from "./verdict.js";

// A gradient counts as seen where it is this many times the error of the differences.
const resolution = 100;

/** One element where backward and numerical derivative were compared. */
export interface ComparedElement {
  /** Position along each axis; empty for a derivative along a random direction. */
  readonly index: readonly number[];
  /** What backward says. */
  readonly analytic: number;
  /** What differences say: the nearest point of the interval, at a kink. */
  readonly numeric: number;
}

/** Outcome of comparing a gradient. */
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
  /** How many of those compared cross a kink, and are right on one side of it. */
  readonly subgradients: number;
  /** How many of those compared are outside their tolerance. */
  readonly wrong: number;
  /** Up to 5 elements outside their tolerance, the furthest first. */
  readonly wrongest: readonly ComparedElement[];
}

/** A derivative by backward beside the same by differences. */
export interface Pair {
  readonly index: readonly number[];
  readonly analytic: number;
  readonly derivative: NumericalDerivative;
}

/** Compares a gradient with numerical derivatives. A pair passes when
 *  `|analytic - numeric| <= 1e-7 max(|analytic|, |numeric|) + the error of the differences`, whatever the tensor's size. */
export function compare(pairs: readonly Pair[], mode: Mode): Comparison {
  const judged = pairs.map(judge);
  const largest = judged.reduce((most, { size }) => Math.max(most, size), 0);
  const difference = judged.reduce((most, { off }) => Math.max(most, off), 0);
  const verdicts = judged.map(({ verdict }) => verdict);
  const proved = judged.some(({ size, pair }) => size > resolution * pair.derivative.error);
  if (!proved && pairs.length > 0) verdicts.push("inconclusive");
  const wrong = judged.filter(({ verdict }) => verdict === "fail").sort((a, b) => b.excess - a.excess);
  // a loop rather than a sort: there may be a million that are right
  let worst = wrong[0] ?? judged[0];
  if (wrong.length === 0) for (const one of judged) if (one.excess > worst.excess) worst = one;
  return {
    verdict: worstVerdict(verdicts),
    mode,
    compared: pairs.length,
    error: difference === 0 ? 0 : difference / largest,
    tolerance: worst === undefined || largest === 0 ? 0 : worst.tolerance / largest,
    worst: worst?.element ?? { index: [], analytic: 0, numeric: 0 },
    subgradients: verdicts.filter((verdict) => verdict === "subgradient").length,
    wrong: wrong.length,
    wrongest: wrong.slice(0, 5).map(({ element }) => element),
  };
}

function judge(pair: Pair) {
  const { index, analytic, derivative } = pair;
  const numeric = nearest(derivative, analytic);
  const off = Math.abs(analytic - numeric);
  const tolerance = toleranceOf(analytic, derivative);
  const excess = off === 0 ? 0 : off / tolerance;
  return {
    pair,
    element: { index, analytic, numeric },
    size: Math.max(Math.abs(analytic), Math.abs(numeric)),
    off,
    tolerance,
    excess: Number.isNaN(excess) ? Infinity : excess,
    verdict: verdictOf(analytic, derivative),
  };
}

function verdictOf(analytic: number, derivative: NumericalDerivative): Verdict {
  const { low, high, kinks } = derivative;
  if (!Number.isFinite(low) || !Number.isFinite(high)) return "inconclusive";
  if (!Number.isFinite(analytic)) return "fail";
  if (agrees(analytic, derivative)) return kinks > 0 && low !== high ? "subgradient" : "pass";
  // several kinks at one point allow slopes outside the interval: nothing can be said
  return kinks > 1 ? "subgradient" : "fail";
}

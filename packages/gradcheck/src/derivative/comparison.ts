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

/** Why a comparison proves nothing. nothing-compared: there was no derivative to compare. not-finite: a derivative is not a
 *  number. kinks: all stand on several kinks at once, where slopes may be anything. zero: backward and differences give 0
 *  everywhere. small: every gradient is too small to be told from the error of the differences. */
type Unproved = "nothing-compared" | "not-finite" | "kinks" | "zero" | "small";

/** What shows a gradient to be right that is too small for the differences. chain-rule: the layer alone is right, and so is
 *  the gradient that comes from behind it. always-zero: it is 0 for other inputs and parameters as well. */
type Shown = "chain-rule" | "always-zero";

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
  /** Largest |analytic| or |numeric|. */
  readonly largest: number;
  /** Largest error of the differences themselves. */
  readonly noise: number;
  /** Why nothing is proved by the numbers alone; absent where something is, or is wrong. */
  readonly unproved?: Unproved;
  /** What proves it none the less, where the verdict is "pass" or "subgradient". */
  readonly shown?: Shown;
}

/** A derivative by backward beside the same by differences. */
export interface Pair {
  readonly index: readonly number[];
  readonly analytic: number;
  readonly derivative: NumericalDerivative;
  /** Along what, where it is no single element: a weight for each element of the tensor. */
  readonly direction?: Float64Array;
}

/** Compares a gradient with numerical derivatives. A pair passes when
 *  `|analytic - numeric| <= 1e-7 max(|analytic|, |numeric|) + the error of the differences`, whatever the tensor's size. */
export function compare(pairs: readonly Pair[], mode: Mode): Comparison {
  const judged = pairs.map(objectiveOf);
  const largest = judged.reduce((most, { size }) => Math.max(most, size), 0);
  const difference = judged.reduce((most, { off }) => Math.max(most, off), 0);
  const verdict = worstVerdict(judged.map((one) => one.verdict));
  const unproved = verdict === "fail" ? undefined : unprovedBy(judged);
  const wrong = judged.filter((one) => one.verdict === "fail").sort((a, b) => b.excess - a.excess);
  // a loop rather than a sort: there may be a million that are right
  let worst = wrong[0] ?? judged[0];
  if (wrong.length === 0) for (const one of judged) if (one.excess > worst.excess) worst = one;
  return {
    verdict: unproved === undefined ? verdict : "inconclusive",
    mode,
    compared: pairs.length,
    error: difference === 0 ? 0 : difference / largest,
    tolerance: worst === undefined || largest === 0 ? 0 : worst.tolerance / largest,
    worst: worst?.element ?? { index: [], analytic: 0, numeric: 0 },
    subgradients: judged.filter((one) => one.verdict === "subgradient").length,
    wrong: wrong.length,
    wrongest: wrong.slice(0, 5).map(({ element }) => element),
    largest,
    noise: pairs.reduce((most, { derivative }) => Math.max(most, derivative.error), 0),
    ...(unproved === undefined ? {} : { unproved }),
  };
}

type Judged = ReturnType<typeof objectiveOf>;

/** Why pairs of which none is wrong prove nothing; undefined where they prove something. */
function unprovedBy(judged: readonly Judged[]): Unproved | undefined {
  if (judged.length === 0) return "nothing-compared";
  if (judged.some(({ verdict }) => verdict === "inconclusive")) return "not-finite";
  const agreeing = judged.filter(({ agreed }) => agreed);
  if (agreeing.length === 0) return "kinks";
  if (agreeing.some(({ size, pair }) => size > resolution * pair.derivative.error)) return undefined;
  // the interval of a kink holds 0 as well as other slopes
  return judged.every(({ size }) => size === 0) ? "zero" : "small";
}

function objectiveOf(pair: Pair) {
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
    /** Rather than being spared, where several kinks allow any slope. */
    agreed: agrees(analytic, derivative),
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

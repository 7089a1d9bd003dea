import { approximationOf } from "../causes/approximation.js";
import type { Failure } from "../causes/cause.js";
import type { Diagnosis } from "../causes/diagnoses.js";
import { impreciseForward } from "../causes/imprecise-forward.js";
import { smoothedLoss } from "../causes/smoothed-loss.js";
import type { Pair } from "../derivative/comparison.js";
import { byElement } from "../derivative/exhaustive.js";
import { nearest, toleranceOf } from "../derivative/numerical.js";
import type { CheckedGradient } from "../network/checked-gradient.js";
import type { LayerCall } from "../network/layer-call.js";
import { forwardNoise } from "./forward-noise.js";
import { lookAgain } from "./look-again.js";

// Number of pairs in the first look: those closest to a failure.
const maxPairs = 4;

// Number of elements in the second look.
const maxElements = 64;

// The gap of a right, smooth function is below this part of its tolerance.
const suspicious = 0.02;

// Noise above this is more than that of float64. It counts only where gaps are small.
const noisy = 1e-13;

// A gap below this part of the largest gradient always passes.
const minGap = 1e-8;

/** The cause of small gaps, for pairs none of which fails though some come close: an approximation, or noise. Chance decides
 *  which elements and directions of such a gradient fail. */
export function nearMiss(
  gradient: CheckedGradient,
  failure: Failure,
  streams: LayerCall["streams"],
): Diagnosis | undefined {
  const near = failure.pairs
    .map((pair) => ({ pair, excess: gapOf(pair) / toleranceOf(pair.analytic, pair.derivative) }))
    .filter(({ pair, excess }) => pair.derivative.kinks === 0 && excess > suspicious)
    .toSorted((a, b) => b.excess - a.excess);
  const looks = near.slice(0, maxPairs).map(({ pair }) => lookAgain(gradient, pair, { size: 0 }));
  const size = looks.reduce((largest, { pair }) => Math.max(largest, Math.abs(pair.analytic)), 0);
  const differs = looks.some(({ kind, pair }) => {
    const gap = gapOf(pair);
    return kind !== "unclear" && gap > 10 * pair.derivative.error && gap > minGap * size;
  });
  return differs ? ofSmallGaps(gradient, failure, streams) : undefined;
}

/** The cause of gaps that all pass, but show in the most precise differences: noise, a smoothed loss, or an
 *  approximation. */
export function ofSmallGaps(
  gradient: CheckedGradient,
  failure: Failure,
  streams: LayerCall["streams"],
): Diagnosis | undefined {
  const noise = forwardNoise(gradient, streams);
  if (noise.relative > noisy) return impreciseForward(noise);
  const { size } = gradient.tensor;
  const stride = Math.max(1, Math.ceil(size / maxElements));
  const pairs = Array.from({ length: Math.ceil(size / stride) }, (_, i) => byElement(gradient, i * stride))
    .map((pair) => lookAgain(gradient, pair, noise, { closely: true }))
    .flatMap(({ kind, pair }) => (kind === "unclear" ? [] : [pair]));
  return smoothedLoss({ ...failure, pairs }) ?? approximationOf(pairs);
}

function gapOf({ analytic, derivative }: Pair): number {
  return Math.abs(analytic - nearest(derivative, analytic));
}

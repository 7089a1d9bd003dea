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

// Pairs that are looked at first, those that come nearest to a failure.
const most = 4;

// Elements that are looked at then.
const maxElements = 64;

// A smooth function that is right stays below this part of what passes.
const suspicious = 0.02;

// Noise that is more than that of float64, beside gaps that are small.
const noisy = 1e-13;

// A gap of less than this much of the largest gradient passes always.
const minGap = 1e-8;

/** The cause of small gaps, for pairs of which none is wrong though some come near to it: an approximation, or noise. One
 *  element or one direction fails by such, and another passes, as chance will have it. */
export function nearMiss(
  gradient: CheckedGradient,
  failure: Failure,
  streams: LayerCall["streams"],
): Diagnosis | undefined {
  const near = failure.pairs
    .map((pair) => ({ pair, excess: gapOf(pair) / toleranceOf(pair.analytic, pair.derivative) }))
    .filter(({ pair, excess }) => pair.derivative.kinks === 0 && excess > suspicious)
    .toSorted((a, b) => b.excess - a.excess);
  const looks = near.slice(0, most).map(({ pair }) => lookAgain(gradient, pair, { size: 0 }));
  const size = looks.reduce((largest, { pair }) => Math.max(largest, Math.abs(pair.analytic)), 0);
  const differs = looks.some(({ kind, pair }) => {
    const gap = gapOf(pair);
    return kind !== "unclear" && gap > 10 * pair.derivative.error && gap > minGap * size;
  });
  return differs ? ofSmallGaps(gradient, failure, streams) : undefined;
}

/** The cause of gaps that differences show where they are taken as precisely as can be, though all pass: noise, a loss that
 *  is smoothed, or an approximation. */
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

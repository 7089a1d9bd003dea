import type { Pair } from "../derivative/comparison.js";
import { agrees } from "../derivative/numerical.js";
import type { CheckedGradient } from "../network/checked-gradient.js";
import type { LayerCall } from "../network/layer-call.js";
import { type ForwardNoise, forwardNoise } from "./forward-noise.js";
import { directionOf } from "./gradient-line.js";
import { hasKinkNearby } from "./kinks.js";
import { lookAgain } from "./look-again.js";

// Pairs that are looked at before all others are taken for like them.
const maxLooks = 64;

/** What stands after a second look at a gradient that seemed wrong. */
export interface Reconsidered {
  readonly noise: ForwardNoise;
  /** Whether an element or a direction is wrong beyond the noise of forward. */
  readonly wrong: boolean;
  /** Whether all that is wrong lies beside kinks that nobody declares, so that it may be right. */
  readonly kinked: boolean;
  /** All pairs, with a better derivative where one was taken. */
  readonly pairs: readonly Pair[];
}

/** Looks again at pairs that differ: at those that differ by most first, until one is wrong beyond doubt. Where forward is
 *  noisy, all are looked at, so that a cause is sought in derivatives that mean something. */
export function reconsider(
  gradient: CheckedGradient,
  pairs: readonly Pair[],
  streams: LayerCall["streams"],
): Reconsidered {
  const noise = forwardNoise(gradient, streams);
  const differing = pairs
    .filter(({ analytic, derivative }) => Number.isFinite(analytic) && !agrees(analytic, derivative))
    .toSorted((a, b) => excessOf(b) - excessOf(a));
  const replaced = new Map<Pair, Pair>();
  let wrong = differing.length === 0 || pairs.some(({ analytic }) => !Number.isFinite(analytic));
  let kinked = false;
  const looked = noise.kind === "precise" ? differing.slice(0, maxLooks) : pairs.slice(0, maxLooks);
  for (const pair of looked) {
    const look = lookAgain(gradient, pair, noise);
    if (look.kind === "right" || noise.kind !== "precise") replaced.set(pair, look.pair);
    if (look.kind === "right") continue;
    if (
      !gradient.declared &&
      noise.kind === "precise" &&
      hasKinkNearby(gradient, streams, directionOf(pair, gradient))
    ) {
      kinked = true;
      continue;
    }
    if (look.kind === "wrong") wrong = true;
    if (look.kind === "wrong" && noise.kind === "precise") break;
  }
  return { noise, wrong, kinked: kinked && !wrong, pairs: pairs.map((pair) => replaced.get(pair) ?? pair) };
}

function excessOf({ analytic, derivative }: Pair): number {
  return Math.abs(analytic - derivative.low) / derivative.error;
}

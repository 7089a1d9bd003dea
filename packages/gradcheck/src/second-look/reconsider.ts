import type { Pair } from "../derivative/comparison.js";
import { agrees } from "../derivative/numerical.js";
import type { CheckedGradient } from "../network/checked-gradient.js";
import type { LayerCall } from "../network/layer-call.js";
import { type ForwardNoise, forwardNoise } from "./forward-noise.js";
import { directionOf } from "./gradient-line.js";
import { hasKinkNearby } from "./kinks.js";
import { lookAgain } from "./look-again.js";

// Maximum number of pairs that get a second look; they represent the others.
const maxLooks = 64;

/** Result of a second look at a gradient that seemed wrong. */
export interface Reconsidered {
  readonly noise: ForwardNoise;
  /** Whether an element or a direction is wrong beyond the noise of forward. */
  readonly wrong: boolean;
  /** Whether everything that seems wrong is near undeclared kinks, so that it may be right. */
  readonly kinked: boolean;
  /** All pairs, with a better derivative where there is one. */
  readonly pairs: readonly Pair[];
}

/** Takes a second look at pairs that differ, the largest differences first, until one is certainly wrong. If forward is
 *  noisy, takes a second look at all pairs, so that a diagnosis gets meaningful derivatives. */
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
  const candidates = noise.kind === "precise" ? differing.slice(0, maxLooks) : pairs.slice(0, maxLooks);
  for (const pair of candidates) {
    const look = lookAgain(gradient, pair, noise);
    if (look.kind === "right" || noise.kind !== "precise") replaced.set(pair, look.pair);
    if (look.kind === "right") continue;
    const mayBeKink = !gradient.declared && noise.kind === "precise";
    if (mayBeKink && hasKinkNearby(gradient, streams, directionOf(pair, gradient))) {
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

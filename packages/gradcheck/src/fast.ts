import { machineEpsilon, type Rng } from "@retrograd/core";
import type { Pair } from "./comparison.js";
import { differentiate } from "./numerical.js";
import { randomSignValues } from "./random-tensors.js";
import { evaluate, type Site, withValues } from "./site.js";

/** Directions that a tensor is checked along: each wrong gradient that is not tiny escapes one with probability 1/2 at
 *  most, and a gradient that is wrong in one element escapes none. */
const directions = 4;

// Where a direction crosses kinks it is halved until they stand alone; this many parts, and no more, are looked at.
const mostParts = 64;

/** Derivatives along random directions of +1 and -1 in every element (Rademacher): the size of an error along one is
 *  that of the error itself, whatever the tensor's size. */
export function alongDirections(site: Site, rng: Rng, step?: number): readonly Pair[] {
  const pairs: Pair[] = [];
  for (let k = 0; k < directions; k++) {
    const signs = randomSignValues(site.tensor.size, rng);
    const pair = along(site, signs, step);
    // the same kinks lie in every direction
    if (pair.derivative.kinks > 0) return parts(site, signs, step);
    pairs.push(pair);
  }
  return pairs;
}

/** The derivative along one direction. v: as many elements as the tensor */
export function along(site: Site, v: Float64Array, step?: number): Pair {
  const origin = Float64Array.from(site.tensor.data);
  const moved = new Float64Array(origin.length);
  const gradient = site.gradient.data;
  let analytic = 0;
  let magnitude = 0;
  for (let i = 0; i < v.length; i++) {
    if (v[i] === 0) continue;
    analytic += gradient[i] * v[i];
    magnitude += Math.abs(gradient[i]);
  }
  const derivative = differentiate({
    base: evaluate(site),
    at(t) {
      for (let i = 0; i < v.length; i++) moved[i] = origin[i] + t * v[i];
      return withValues(site, moved, () => evaluate(site));
    },
    analytic,
    roundOff: 16 * machineEpsilon("f64") * magnitude,
    declared: site.declared,
    step,
  });
  return { index: [], analytic, derivative };
}

/** A direction in parts: halves, and halves of those that cross a kink, down to single elements. */
function parts(site: Site, signs: Float64Array, step: number | undefined): readonly Pair[] {
  const pairs: Pair[] = [];
  const waiting = [{ from: 0, to: signs.length }];
  for (let looked = 0; waiting.length > 0 && looked < mostParts; looked++) {
    const { from, to } = waiting.shift() as { from: number; to: number };
    const pair = along(
      site,
      signs.map((sign, i) => (i >= from && i < to ? sign : 0)),
      step,
    );
    if (pair.derivative.kinks === 0 || to - from <= 1) pairs.push(pair);
    else {
      const middle = (from + to) >> 1;
      waiting.push({ from, to: middle }, { from: middle, to });
    }
  }
  return pairs;
}

import { machineEpsilon, type Rng, type Tensor } from "@retrograd/core";
import { type CheckedGradient, evaluate, withValues } from "../network/checked-gradient.js";
import { randomWeightValues } from "../network/random-tensors.js";
import type { Pair } from "./comparison.js";
import { byElement } from "./exhaustive.js";
import { differentiate } from "./numerical.js";

/** Directions that a tensor is checked along: a wrong gradient escapes one only where its errors cancel in it, and one
 *  that is wrong in a single element escapes none. */
const directions = 4;

/** A tensor of so few elements is checked by each of them in mode "fast" too: with the runs that elements share, that
 *  costs about what the directions do, and proves more. */
export const fewElements = 4 * directions;

// Where a direction crosses kinks it is halved until they stand alone. Of the parts that are left when so many have been
// looked at, one element each is.
const maxParts = 64;

/** Derivatives along random directions, which move every element by 1/2 to 3/2 to either side: the size of an error along
 *  one is that of the error itself, whatever the tensor's size. */
export function alongDirections(gradient: CheckedGradient, rng: Rng, step?: number): readonly Pair[] {
  const pairs: Pair[] = [];
  for (let k = 0; k < directions; k++) {
    const weights = randomWeightValues(gradient.tensor.size, rng);
    const pair = along(gradient, weights, step);
    // the same kinks lie in every direction
    if (pair.derivative.kinks > 0) return parts(gradient, weights, { rng, step });
    pairs.push(pair);
  }
  return pairs;
}

/** The derivative along one direction. v: as many elements as the tensor */
export function along(gradient: CheckedGradient, v: Float64Array, step?: number): Pair {
  const origin = Float64Array.from(gradient.tensor.data);
  const moved = new Float64Array(origin.length);
  const { data } = gradient.analytic;
  let analytic = 0;
  let magnitude = 0;
  for (let i = 0; i < v.length; i++) {
    if (v[i] === 0) continue;
    analytic += data[i] * v[i];
    magnitude += Math.abs(data[i]);
  }
  const derivative = differentiate({
    base: evaluate(gradient),
    evaluateAt(t) {
      for (let i = 0; i < v.length; i++) moved[i] = origin[i] + t * v[i];
      return withValues(gradient, moved, () => evaluate(gradient));
    },
    analytic,
    roundOff: 16 * machineEpsilon("f64") * magnitude,
    declared: gradient.declared,
    step,
  });
  return { index: [], analytic, derivative, direction: v };
}

/** A run of elements, `from` to `to` without the latter. */
interface Part {
  readonly from: number;
  readonly to: number;
}

interface PartsOptions {
  readonly rng: Rng;
  readonly step: number | undefined;
}

/** A direction in parts: halves, and halves of those that cross a kink, down to single elements; where these are too many,
 *  single elements of what is left. */
function parts(
  gradient: CheckedGradient,
  weights: Float64Array,
  { rng, step }: PartsOptions,
): readonly Pair[] {
  const pairs: Pair[] = [];
  const waiting: Part[] = [{ from: 0, to: weights.length }];
  for (let looked = 0; waiting.length > 0 && looked < maxParts; looked++) {
    const { from, to } = waiting.shift() as Part;
    const pair = along(
      gradient,
      weights.map((weight, i) => (i >= from && i < to ? weight : 0)),
      step,
    );
    if (pair.derivative.kinks === 0 || to - from <= 1) pairs.push(pair);
    else {
      const middle = (from + to) >> 1;
      waiting.push({ from, to: middle }, { from: middle, to });
    }
  }
  const singles = waiting.map((part, i) =>
    i % 2 === 0 ? largestOf(gradient.analytic, part) : anyOf(part, rng),
  );
  return [...pairs, ...singles.map((element) => byElement(gradient, element, step))];
}

/** The element of a part where backward gives most: a factor too many shows there. */
function largestOf({ data }: Tensor, { from, to }: Part): number {
  let largest = from;
  for (let i = from + 1; i < to; i++) if (Math.abs(data[i]) > Math.abs(data[largest])) largest = i;
  return largest;
}

/** Any element of a part: a gradient that is wrongly 0 shows there. */
function anyOf({ from, to }: Part, rng: Rng): number {
  return from + rng.integers(to - from, 1)[0];
}

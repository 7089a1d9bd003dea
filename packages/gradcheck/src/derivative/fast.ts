import { machineEpsilon, type Rng, type Tensor } from "@retrograd/core";
import { type CheckedGradient, evaluate, movesAlong } from "../network/checked-gradient.js";
import { randomWeightValues } from "../network/random-tensors.js";
import type { Pair } from "./comparison.js";
import { byElement } from "./exhaustive.js";
import { differentiate } from "./numerical.js";

/** Number of random directions along which a tensor is checked. A wrong gradient passes one only if its errors cancel in
 *  it; a gradient that is wrong in a single element passes none. */
export const directionsPerTensor = 4;

/** A tensor of up to this many elements is checked element by element in mode "fast" too. With runs shared by several
 *  elements, that costs about as much as the directions, and proves more. */
export const fewElements = 4 * directionsPerTensor;

// A direction that crosses kinks is halved until each part crosses none. After this many parts, one element of each
// remaining part is compared instead.
const maxParts = 64;

/** Derivatives along random directions, in which every element moves by 1/2 to 3/2 in either direction. The error along a
 *  direction is of the size of the error of the elements, whatever the tensor's size. */
export function alongDirections(gradient: CheckedGradient, rng: Rng, step?: number): readonly Pair[] {
  const pairs: Pair[] = [];
  for (let k = 0; k < directionsPerTensor; k++) {
    const weights = randomWeightValues(gradient.tensor.size, rng);
    const pair = along(gradient, weights, step);
    // every direction would cross the same kinks
    if (pair.derivative.kinks > 0) return inParts(gradient, weights, { rng, step });
    pairs.push(pair);
  }
  return pairs;
}

/** The derivative along one direction. v: as many elements as the tensor */
export function along(gradient: CheckedGradient, v: Float64Array, step?: number): Pair {
  const moved = movesAlong(gradient, v);
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
    evaluateAt: (t) => moved(t, () => evaluate(gradient)),
    analytic,
    roundOff: 16 * machineEpsilon("f64") * magnitude,
    declared: gradient.declared,
    step,
  });
  return { index: [], analytic, derivative, direction: v };
}

/** A range of elements; `to` is exclusive. */
interface Part {
  readonly from: number;
  readonly to: number;
}

interface PartsOptions {
  readonly rng: Rng;
  readonly step: number | undefined;
}

/** A direction in parts. Parts that cross a kink are halved, down to single elements; if there are too many, one element of
 *  each remaining part is compared. */
function inParts(
  gradient: CheckedGradient,
  weights: Float64Array,
  { rng, step }: PartsOptions,
): readonly Pair[] {
  const pairs: Pair[] = [];
  const queue: Part[] = [{ from: 0, to: weights.length }];
  for (let count = 0; queue.length > 0 && count < maxParts; count++) {
    const { from, to } = queue.shift() as Part;
    const pair = along(
      gradient,
      weights.map((weight, i) => (i >= from && i < to ? weight : 0)),
      step,
    );
    if (pair.derivative.kinks === 0 || to - from <= 1) pairs.push(pair);
    else {
      const middle = (from + to) >> 1;
      queue.push({ from, to: middle }, { from: middle, to });
    }
  }
  const singles = queue.map((part, i) =>
    i % 2 === 0 ? largestOf(gradient.analytic, part) : anyOf(part, rng),
  );
  return [...pairs, ...singles.map((element) => byElement(gradient, element, step))];
}

/** The element of a part with the largest gradient: a wrong factor shows there. */
function largestOf({ data }: Tensor, { from, to }: Part): number {
  let largest = from;
  for (let i = from + 1; i < to; i++) if (Math.abs(data[i]) > Math.abs(data[largest])) largest = i;
  return largest;
}

/** A random element of a part: a gradient that is wrongly 0 shows there. */
function anyOf({ from, to }: Part, rng: Rng): number {
  return from + rng.integers(to - from, 1)[0];
}

import { machineEpsilon } from "@retrograd/core";
import type { Pair } from "../derivative/comparison.js";
import { agrees, type NumericalDerivative } from "../derivative/numerical.js";
import type { CheckedGradient } from "../network/checked-gradient.js";
import type { ForwardNoise } from "./forward-noise.js";
import { directionOf, type GradientLine, lineAlong } from "./gradient-line.js";
import { type Stencil, stencilOf } from "./stencil.js";

const steps = [1e-3, 1e-4, 1e-2, 3e-2, 1e-1, 3e-3, 1e-5, 1e-6, 1e-7, 1e-8];

// Some eight standard errors of the noise in a derivative of 8th order: that of one term may be more than that of others.
const noiseInSlope = 10;

// A derivative that is known to this part of its size can speak against backward.
const telling = 0.1;

/** What a second look makes of a pair that differs. wrong: backward is not the derivative. right: it is, to within the error
 *  of the derivative. unclear: no difference is precise enough to say. */
export interface Look {
  readonly kind: "wrong" | "right" | "unclear";
  readonly pair: Pair;
}

/** Takes the derivative of one pair once more, by nine points at each of ten steps, with the noise that forward has there
 *  rather than the one that it should have. noise: of the terms of the objective; closely: to the best that there is, even where
 *  less settles it */
export function lookAgain(
  gradient: CheckedGradient,
  pair: Pair,
  { size: floor }: Pick<ForwardNoise, "size">,
  { closely = false }: { readonly closely?: boolean } = {},
): Look {
  const line = lineAlong(gradient, directionOf(pair, gradient));
  let best: NumericalDerivative | undefined;
  for (const h of steps) {
    const found = derivativeAt(line, h, floor, pair);
    if (found === undefined || !(found.error >= 0)) continue;
    if (best === undefined || found.error < best.error) best = found;
    if (!closely && isBeyondDoubt(pair, best)) break;
  }
  if (best === undefined) return { kind: "unclear", pair };
  const again = { ...pair, derivative: best };
  // beside the tensor's largest gradient: along a direction they may cancel
  const size = Math.max(Math.abs(pair.analytic), Math.abs(best.low), largestOf(gradient.analytic));
  if (!(best.error <= telling * size)) return { kind: "unclear", pair: again };
  return { kind: agrees(pair.analytic, best) ? "right" : "wrong", pair: again };
}

function derivativeAt(
  line: GradientLine,
  h: number,
  floor: number,
  { analytic }: Pair,
): NumericalDerivative | undefined {
  const terms = line.termsAt(h)?.map((values) => stencilOf(values, h));
  if (terms === undefined) return undefined;
  const moved = terms.filter(({ range }) => range !== 0);
  const sum = (of: (one: Stencil) => number) => moved.reduce((total, one) => total + of(one), 0);
  const least = Math.max(floor, 4 * machineEpsilon("f64") * largestOf({ data: line.base.terms }));
  const variance = sum(({ noise }) => Math.max(noise, least) ** 2) || least ** 2;
  const slope = sum((one) => one.slope);
  const roundOff = 16 * machineEpsilon("f64") * Math.abs(analytic);
  const error =
    Math.abs(sum(({ truncation }) => truncation)) + (noiseInSlope * Math.sqrt(variance)) / h + roundOff;
  return { low: slope, high: slope, error, kinks: 0 };
}

function largestOf({ data }: { readonly data: ArrayLike<number> }): number {
  let largest = 0;
  for (let i = 0; i < data.length; i++) largest = Math.max(largest, Math.abs(data[i]));
  return largest;
}

function isBeyondDoubt({ analytic }: Pair, found: NumericalDerivative): boolean {
  const size = Math.max(Math.abs(analytic), Math.abs(found.low));
  if (found.error > 1e-6 * size) return false;
  return agrees(analytic, found) ? found.error <= 1e-9 * size : Math.abs(analytic - found.low) > 1e-3 * size;
}

import { machineEpsilon } from "@retrograd/core";
import type { Pair } from "../derivative/comparison.js";
import { agrees, type NumericalDerivative } from "../derivative/numerical.js";
import type { CheckedGradient } from "../network/checked-gradient.js";
import type { ForwardNoise } from "./forward-noise.js";
import { directionOf, type GradientLine, lineAlong } from "./gradient-line.js";
import { type Stencil, stencilOf } from "./stencil.js";

const steps = [1e-3, 1e-4, 1e-2, 3e-2, 1e-1, 3e-3, 1e-5, 1e-6, 1e-7, 1e-8];

// Noise of a derivative of 8th order, about eight standard errors: the noise of one term may exceed that of the others.
const noiseInSlope = 10;

// Maximum relative error of a derivative that can prove backward wrong.
const maxError = 0.1;

/** Result of a second look at a pair that differs. wrong: backward is not the derivative. right: it is, within the error of
 *  the derivative. unclear: no difference is precise enough. */
export interface Look {
  readonly kind: "wrong" | "right" | "unclear";
  readonly pair: Pair;
}

/** Computes the derivative of one pair again, from nine points at each of ten steps, with the measured noise of forward
 *  instead of that of float64. noise: of the terms of the objective; closely: take the best of all steps, even if an earlier
 *  one settles the result */
export function lookAgain(
  gradient: CheckedGradient,
  pair: Pair,
  { size: minNoise }: Pick<ForwardNoise, "size">,
  { closely = false }: { readonly closely?: boolean } = {},
): Look {
  const line = lineAlong(gradient, directionOf(pair, gradient));
  let best: NumericalDerivative | undefined;
  for (const h of steps) {
    const derivative = derivativeAt(line, h, minNoise, pair);
    if (derivative === undefined || !(derivative.error >= 0)) continue;
    if (best === undefined || derivative.error < best.error) best = derivative;
    if (!closely && isBeyondDoubt(pair, best)) break;
  }
  if (best === undefined) return { kind: "unclear", pair };
  const again = { ...pair, derivative: best };
  // relative to the tensor's largest gradient as well, since gradients may cancel along a direction
  const size = Math.max(Math.abs(pair.analytic), Math.abs(best.low), largestOf(gradient.analytic));
  if (!(best.error <= maxError * size)) return { kind: "unclear", pair: again };
  return { kind: agrees(pair.analytic, best) ? "right" : "wrong", pair: again };
}

function derivativeAt(
  line: GradientLine,
  h: number,
  minNoise: number,
  { analytic }: Pair,
): NumericalDerivative | undefined {
  const terms = line.termsAt(h)?.map((values) => stencilOf(values, h));
  if (terms === undefined) return undefined;
  const changing = terms.filter(({ range }) => range !== 0);
  const sum = (of: (stencil: Stencil) => number) =>
    changing.reduce((total, stencil) => total + of(stencil), 0);
  const floor = Math.max(minNoise, 4 * machineEpsilon("f64") * largestOf({ data: line.base.terms }));
  const variance = sum(({ noise }) => Math.max(noise, floor) ** 2) || floor ** 2;
  const slope = sum((stencil) => stencil.slope);
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

function isBeyondDoubt({ analytic }: Pair, derivative: NumericalDerivative): boolean {
  const size = Math.max(Math.abs(analytic), Math.abs(derivative.low));
  if (derivative.error > 1e-6 * size) return false;
  return agrees(analytic, derivative)
    ? derivative.error <= 1e-9 * size
    : Math.abs(analytic - derivative.low) > 1e-3 * size;
}

import type { FloatArray } from "@retrograd/core";

/** Number of points on either side of the middle. */
export const reach = 4;

// Weights of f(j h) - f(-j h) in central differences of 8th and 6th order.
const eighth = [4 / 5, -1 / 5, 4 / 105, -1 / 280];
const sixth = [3 / 4, -3 / 20, 1 / 60];

// Variance of differences of order k = 6, 7 and 8 of uncorrelated errors with variance 1: the binomial (2 k over k).
const variances = [924, 3432, 12870];

/** Properties of one function, from nine points on a line at distance h. */
export interface Stencil {
  /** The derivative in the middle, with 8th-order differences. */
  readonly slope: number;
  /** Error from the order of the differences: the distance to the 6th-order derivative. */
  readonly truncation: number;
  /** Standard error of a value, from the differences of order 6 to 8, which nearly vanish for smooth
   *  functions (More and Wild, "Estimating computational noise", 2011). */
  readonly noise: number;
  /** Largest value minus the smallest. */
  readonly range: number;
  /** Number of different values. */
  readonly levels: number;
  /** Number of steps without a change, between the first and the last change. */
  readonly stairs: number;
}

/** values: at -4 h to 4 h */
export function stencilOf(values: FloatArray, h: number): Stencil {
  const middle = values[reach];
  const rest = Array.from(values, (value) => value - middle);
  const derivative = (weights: readonly number[]) =>
    weights.reduce((sum, w, j) => sum + w * (rest[reach + j + 1] - rest[reach - j - 1]), 0) / h;
  const slope = derivative(eighth);
  let [low, high] = [0, 0];
  for (const value of rest) {
    if (Number.isNaN(value)) return { slope, truncation: NaN, noise: NaN, range: NaN, levels: 0, stairs: 0 };
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return {
    slope,
    truncation: Math.abs(slope - derivative(sixth)),
    noise: noiseOf(rest),
    range: high - low,
    levels: new Set(rest).size,
    stairs: stairsOf(rest),
  };
}

function stairsOf(values: readonly number[]): number {
  const changes = values.slice(1).map((value, i) => value !== values[i]);
  const [from, to] = [changes.indexOf(true), changes.lastIndexOf(true)];
  return changes.slice(from + 1, Math.max(to, from + 1)).filter((perturbed) => !perturbed).length;
}

function noiseOf(values: readonly number[]): number {
  let differences = values;
  let [sum, count] = [0, 0];
  for (let order = 1; order <= 2 * reach; order++) {
    const previous = differences;
    differences = previous.slice(1).map((value, i) => value - previous[i]);
    const variance = variances[order - 6];
    if (variance === undefined) continue;
    for (const difference of differences) sum += difference ** 2 / variance;
    count += differences.length;
  }
  return Math.sqrt(sum / count);
}

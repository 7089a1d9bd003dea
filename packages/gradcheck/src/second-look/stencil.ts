import type { FloatArray } from "@retrograd/core";

/** How many points stand on either side of the middle. */
export const reach = 4;

// Central differences of 8th and of 6th order: weights of f(j h) - f(-j h).
const eighth = [4 / 5, -1 / 5, 4 / 105, -1 / 280];
const sixth = [3 / 4, -3 / 20, 1 / 60];

// What uncorrelated errors of size 1 are on the average in differences of order 6, 7 and 8: binomials of 2 k over k.
const variances = [924, 3432, 12870];

/** What nine points on a line, h apart, tell of one function. */
export interface Stencil {
  /** The derivative in the middle, to 8th order. */
  readonly slope: number;
  /** What the order makes: how far the derivative of 6th order is from it. */
  readonly truncation: number;
  /** Standard error of a value, from the differences of order 6 to 8, which smooth functions have next to none of
   *  (More and Wild, "Estimating computational noise", 2011). */
  readonly noise: number;
  /** Largest value less the least. */
  readonly range: number;
  /** How many different values there are. */
  readonly levels: number;
  /** How often it stays the same between two changes. */
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
  let row = values;
  let [sum, count] = [0, 0];
  for (let order = 1; order <= 2 * reach; order++) {
    const above = row;
    row = above.slice(1).map((value, i) => value - above[i]);
    const variance = variances[order - 6];
    if (variance === undefined) continue;
    for (const difference of row) sum += difference ** 2 / variance;
    count += row.length;
  }
  return Math.sqrt(sum / count);
}

import type { FloatArray, ReadonlyFloats } from "@retrograd/core";
import type { Signature } from "@retrograd/plugin";

// Round-off of one term, in units of machine epsilon times the scale of the numbers it was computed from.
const roundOff = 64 * 2 ** -52;

/** The scalar that is differentiated, at one point: the sum of its terms. */
export interface Objective {
  /** `c y`, element by element, for a layer alone; the loss for the whole network. */
  readonly terms: FloatArray;
  /** Minimum magnitude of the numbers that a term was computed from. It bounds the round-off of the term. */
  readonly scale: number;
  /** Sides of all kinks on the way. */
  readonly branches: readonly Signature[];
}

/** The difference of two values of one objective, and its round-off. */
export interface Difference {
  readonly value: number;
  readonly noise: number;
}

/** The objective `sum of c y` of a layer alone; its gradient by y is c. y, c: arrays of the same length */
export function weighted(
  y: ReadonlyFloats,
  c: ReadonlyFloats,
  scale: number,
  branches: readonly Signature[],
): Objective {
  const terms = new Float64Array(y.length);
  for (let i = 0; i < terms.length; i++) terms[i] = y[i] * c[i];
  return { terms, scale, branches };
}

/** The loss as an objective. Its scale is at least 1: a loss near 0 is still a sum of terms near 1, with their round-off.
 *  carried: round-off of the earlier layers as it appears in the loss, in units of machine epsilon */
export function lossObjective(loss: number, branches: readonly Signature[], carried: number): Objective {
  return { terms: Float64Array.of(loss), scale: Math.max(1, Math.abs(loss), carried), branches };
}

/** Round-off of a layer's output as it appears in the loss, in units of machine epsilon: the square root of the sum of
 *  squares of `y dy`. It is large for a normalisation of nearly equal numbers. dy: the loss's gradient by y */
export function roundOffOf(y: ReadonlyFloats, dy: ReadonlyFloats): number {
  let squares = 0;
  for (let i = 0; i < y.length; i++) squares += (y[i] * dy[i]) ** 2;
  return Number.isFinite(squares) ? Math.sqrt(squares) : 0;
}

/** `plus - minus`, term by term. Terms that did not change add no round-off; the round-off of the others adds up as
 *  independent errors do. */
export function differenceOf(plus: Objective, minus: Objective): Difference {
  let value = 0;
  // the round-off of at least one term: a change may be too small to appear in any
  let squares = plus.scale * plus.scale;
  for (let i = 0; i < plus.terms.length; i++) {
    const [p, m] = [plus.terms[i], minus.terms[i]];
    if (p === m) continue;
    value += p - m;
    squares += Math.max(p * p, m * m, plus.scale * plus.scale);
  }
  return { value, noise: roundOff * Math.sqrt(squares) };
}

/** Number of kinks that at least one of two evaluations passed on another side than the base. */
export function crossings(
  base: readonly Signature[],
  plus: readonly Signature[],
  minus: readonly Signature[],
): number {
  let count = 0;
  for (const [i, one] of base.entries()) {
    const [p, m] = [plus[i] ?? [], minus[i] ?? []];
    if (one === p && one === m) continue;
    if (one.length !== p.length || one.length !== m.length) count++;
    for (let j = 0; j < one.length; j++) if (one[j] !== p[j] || one[j] !== m[j]) count++;
  }
  return count;
}

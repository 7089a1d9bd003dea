import type { FloatArray, ReadonlyFloats } from "@retrograd/core";
import type { Signature } from "@retrograd/plugin";

// Round-off of one term, in units of machine epsilon times the scale of the numbers it was made from.
const roundOff = 64 * 2 ** -52;

/** A scalar that gradients are taken of, at one point: the sum of its terms. */
export interface Objective {
  /** `c y`, element by element, for a layer alone; the loss, for the whole. */
  readonly terms: FloatArray;
  /** Least magnitude of the numbers that a term was made from, which bounds its round-off. */
  readonly scale: number;
  /** Sides of all kinks that it passed through. */
  readonly branches: readonly Signature[];
}

/** A difference of two values of one objective, and how far round-off can have moved it. */
export interface Difference {
  readonly value: number;
  readonly noise: number;
}

/** The scalar `sum of c y`, by which a layer is checked alone: its gradient by y is c. y, c: as many elements */
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

/** The loss as an objective. A loss near 0 is still a sum of terms near 1, whose round-off it carries.
 *  carried: what the round-off of the layers before it comes to in the loss, in units of machine epsilon */
export function lossObjective(loss: number, branches: readonly Signature[], carried: number): Objective {
  return { terms: Float64Array.of(loss), scale: Math.max(1, Math.abs(loss), carried), branches };
}

/** What the round-off of a layer's output comes to in the loss, in units of machine epsilon: the root of the sum of squares
 *  of `y dy`. A normalisation of numbers that are nearly equal makes much of it. dy: the loss's gradient by y */
export function roundOffOf(y: ReadonlyFloats, dy: ReadonlyFloats): number {
  let squares = 0;
  for (let i = 0; i < y.length; i++) squares += (y[i] * dy[i]) ** 2;
  return Number.isFinite(squares) ? Math.sqrt(squares) : 0;
}

/** `plus - minus`, term by term, so that terms that did not change add no round-off; that of the others adds up as
 *  independent errors do. */
export function differenceOf(plus: Objective, minus: Objective): Difference {
  let value = 0;
  // one term at least: a change may be too small to show
  let squares = plus.scale * plus.scale;
  for (let i = 0; i < plus.terms.length; i++) {
    const [p, m] = [plus.terms[i], minus.terms[i]];
    if (p === m) continue;
    value += p - m;
    squares += Math.max(p * p, m * m, plus.scale * plus.scale);
  }
  return { value, noise: roundOff * Math.sqrt(squares) };
}

/** How many kinks one evaluation or the other passed on another side than the base. */
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

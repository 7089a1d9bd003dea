import type { Tensor } from "@retrograd/core";
import type { Signature } from "@retrograd/network";

/** A scalar that gradients are taken of, evaluated once. */
export interface Objective {
  readonly value: number;
  /** Sum of the magnitudes that were added up to `value`, which bounds its round-off. */
  readonly magnitude: number;
  /** Sides of all kinks that it passed through. */
  readonly branches: readonly Signature[];
}

/** The scalar `sum of c y`, by which a layer is checked alone: its gradient by y is c. y, c: equal shapes */
export function weightedSum(y: Tensor, c: Tensor, branches: readonly Signature[]): Objective {
  const [outputs, weights] = [y.data, c.data];
  let value = 0;
  let magnitude = 0;
  for (let i = 0; i < outputs.length; i++) {
    const term = outputs[i] * weights[i];
    value += term;
    magnitude += Math.abs(term);
  }
  return { value, magnitude, branches };
}

/** Whether two evaluations stayed on the same side of every kink. */
export function sameBranches(a: readonly Signature[], b: readonly Signature[]): boolean {
  return a.every((signature, i) => sameSignature(signature, b[i] ?? []));
}

function sameSignature(a: Signature, b: Signature): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

import type { FloatArray } from "@retrograd/core";
import { type Objective, sameBranches } from "./objective.js";

/** Step of the first central difference: where truncation and round-off balance in float64. */
const firstStep = 1e-5;

// 1e-5, 1e-6, 1e-7: below that, round-off drowns what is to be seen
const steps = [firstStep, firstStep / 10, firstStep / 100];

// Round-off of a forward pass, in units of machine epsilon times the magnitude of the result.
const roundOff = 64 * 2 ** -52;

/** A derivative by differences, and how far it can be off by round-off. */
export interface NumericalDerivative {
  /** The interval that holds the derivative; both ends are equal where the function is smooth. */
  readonly low: number;
  readonly high: number;
  /** Round-off of the differences, in the derivative's unit. */
  readonly noise: number;
  /** Whether the point sits on a kink, so that only one-sided derivatives exist. */
  readonly kink: boolean;
}

/** One element of a buffer, to be nudged. */
export interface Element {
  readonly values: FloatArray;
  readonly index: number;
}

/** Derivatives of all objectives by one element: the central difference `(f(v + h) - f(v - h)) / 2h`, h = 1e-5.
 *  Where a nudge crosses a kink, h shrinks to 1e-7; if it still crosses, the interval of the one-sided derivatives.
 *  The element is written during the call and restored after it. base: the objectives at the element's own value. */
export function numericalDerivatives(
  element: Element,
  base: readonly Objective[],
  evaluate: () => readonly Objective[],
): readonly NumericalDerivative[] {
  const at = nudge(element, evaluate);
  const found: (NumericalDerivative | undefined)[] = base.map(() => undefined);
  for (const h of steps) {
    if (!found.includes(undefined)) break;
    const [plus, minus] = [at(h), at(-h)];
    for (const [i, { branches }] of base.entries()) {
      const [p, m] = [plus[i], minus[i]];
      if (
        found[i] !== undefined ||
        !sameBranches(branches, p.branches) ||
        !sameBranches(branches, m.branches)
      )
        continue;
      const slope = (p.value - m.value) / (2 * h);
      const noise = (roundOff * Math.max(p.magnitude, m.magnitude)) / h;
      found[i] = { low: slope, high: slope, noise, kink: false };
    }
  }
  return found.every((derivative) => derivative !== undefined) ? found : oneSided(at, base, found);
}

/** Fills in the derivatives that a kink denied, by second-order differences to either side:
 *  `(-3 f(v) + 4 f(v + h) - f(v + 2h)) / 2h` and its mirror image. */
function oneSided(
  at: (by: number) => readonly Objective[],
  base: readonly Objective[],
  found: readonly (NumericalDerivative | undefined)[],
): readonly NumericalDerivative[] {
  const h = firstStep;
  const [plus, plus2, minus, minus2] = [at(h), at(2 * h), at(-h), at(-2 * h)];
  return base.map(({ value, magnitude }, i) => {
    const right = (-3 * value + 4 * plus[i].value - plus2[i].value) / (2 * h);
    const left = (3 * value - 4 * minus[i].value + minus2[i].value) / (2 * h);
    const noise = (4 * roundOff * Math.max(magnitude, plus2[i].magnitude, minus2[i].magnitude)) / h;
    return found[i] ?? { low: Math.min(left, right), high: Math.max(left, right), noise, kink: true };
  });
}

function nudge({ values, index }: Element, evaluate: () => readonly Objective[]) {
  return (by: number): readonly Objective[] => {
    const value = values[index];
    values[index] = value + by;
    try {
      return evaluate();
    } finally {
      values[index] = value;
    }
  };
}

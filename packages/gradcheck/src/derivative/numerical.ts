import { crossings, differenceOf, type Objective } from "./objective.js";

// 1e-4 to 1e-8: at the first, extrapolation leaves round-off alone; the others get away from kinks and sharp bends
const steps = [1e-4, 1e-5, 1e-6, 1e-7, 1e-8];

/** Step of the one-sided differences at a kink. */
const sideStep = 1e-6;

/** Largest relative difference that still counts as equal, beside the error of the differences. */
const relativeTolerance = 1e-7;

/** A derivative by differences, and how far it can be off. */
export interface NumericalDerivative {
  /** The interval that holds the derivative; both ends are equal where the function is smooth. */
  readonly low: number;
  readonly high: number;
  /** Estimate of the error, of truncation and round-off, in the derivative's unit. */
  readonly error: number;
  /** How many kinks the point sits on, so that only one-sided derivatives exist; 0 where it is smooth. */
  readonly kinks: number;
}

/** A derivative that is asked for, of an objective along a line through the present point. */
export interface DerivativeRequest {
  readonly base: Objective;
  /** What backward says of the derivative by t. */
  readonly analytic: number;
  /** Round-off of that. */
  readonly roundOff?: number;
  /** Whether every kink on the way is declared; if not, points that look like a kink are taken for one. */
  readonly declared: boolean;
  /** The only step to take, where the caller wants to know what happens at that one. */
  readonly step?: number | undefined;
}

/** A question whose line can be evaluated at once. */
export interface DirectionalRequest extends DerivativeRequest {
  /** The objective at `t` from the present point. */
  evaluateAt(t: number): Objective;
}

/** A derivative on its way: asks for the objective at some points `t`, and goes on with what it is there. */
export type DerivativeSteps<Answer> = Generator<readonly number[], Answer, readonly Objective[]>;

/** The derivative by t at 0, as `derivativeOf` finds it. */
export function differentiate(line: DirectionalRequest): NumericalDerivative {
  const asking = derivativeOf(line);
  let asked = asking.next();
  while (!asked.done) asked = asking.next(asked.value.map((t) => line.evaluateAt(t)));
  return asked.value;
}

/** The derivative by t at 0. Central differences with h and h/2 are extrapolated, `(4 D(h/2) - D(h)) / 3` (Richardson);
 *  their disagreement and the round-off of the terms are the error. h begins at 1e-4 and shrinks to 1e-8 where a
 *  kink is crossed or the two disagree; no more is evaluated than it takes to settle whether backward agrees. Where
 *  each h crosses a kink: the interval of the one-sided derivatives. */
export function* derivativeOf(line: DerivativeRequest): DerivativeSteps<NumericalDerivative> {
  let best: NumericalDerivative | undefined;
  for (const h of line.step === undefined ? steps : [line.step]) {
    const found = yield* central(line, h);
    if (found === undefined) continue;
    if (isSettled(line.analytic, found)) {
      best = found;
      break;
    }
    if (best === undefined || found.error < best.error) best = found;
  }
  if (best === undefined) return yield* oneSided(line, line.step ?? sideStep);
  if (line.declared || agrees(line.analytic, best)) return best;
  return (yield* looksLikeKink(line)) ? { ...(yield* oneSided(line, sideStep)), kinks: 1 } : best;
}

/** Whether backward gives a derivative, within the differences' error. */
export function agrees(analytic: number, derivative: NumericalDerivative): boolean {
  return distance(analytic, derivative) <= toleranceOf(analytic, derivative);
}

/** How far from a derivative a value may be. */
export function toleranceOf(analytic: number, derivative: NumericalDerivative): number {
  const size = Math.max(Math.abs(analytic), Math.abs(nearest(derivative, analytic)));
  return relativeTolerance * size + derivative.error;
}

/** The point of the derivative's interval nearest to a value. */
export function nearest({ low, high }: NumericalDerivative, value: number): number {
  return value > high ? high : value < low ? low : low === high || Number.isNaN(value) ? low : value;
}

function distance(analytic: number, derivative: NumericalDerivative): number {
  return Math.abs(analytic - nearest(derivative, analytic));
}

/** Whether more evaluations could not change the verdict: it agrees while the error is small, or is far outside. */
function isSettled(analytic: number, found: NumericalDerivative): boolean {
  const size = Math.max(Math.abs(analytic), Math.abs(found.low));
  const off = distance(analytic, found);
  return off <= toleranceOf(analytic, found)
    ? found.error <= 100 * relativeTolerance * size || size === 0
    : off > 1000 * toleranceOf(analytic, found);
}

function* central(
  { base, analytic, roundOff = 0 }: DerivativeRequest,
  h: number,
): DerivativeSteps<NumericalDerivative | undefined> {
  const outer = slope(base, yield [h, -h], h);
  if (outer === undefined) return undefined;
  const simple = { low: outer.slope, high: outer.slope, error: outer.noise + roundOff, kinks: 0 };
  if (agrees(analytic, simple)) return simple;
  const inner = slope(base, yield [h / 2, -h / 2], h / 2);
  if (inner === undefined) return undefined;
  const extrapolated = (4 * inner.slope - outer.slope) / 3;
  const error = Math.abs(inner.slope - outer.slope) / 3 + inner.noise + roundOff;
  return { low: extrapolated, high: extrapolated, error, kinks: 0 };
}

function slope(base: Objective, [plus, minus]: readonly Objective[], h: number) {
  if (crossings(base.branches, plus.branches, minus.branches) > 0) return undefined;
  const { value, noise } = differenceOf(plus, minus);
  return { slope: value / (2 * h), noise: noise / (2 * h) };
}

/** The derivatives of each term to one side. */
interface Side {
  readonly slopes: Float64Array;
  readonly noise: number;
  readonly branches: Objective["branches"];
}

/** Second-order differences to either side, `(-3 f(0) + 4 f(h) - f(2h)) / 2h` and its mirror image. */
function* sides({ base }: DerivativeRequest, h: number): DerivativeSteps<readonly [Side, Side]> {
  const to = (sign: 1 | -1, [one, two]: readonly Objective[]): Side => {
    const [near, far] = [differenceOf(one, base), differenceOf(two, base)];
    return {
      slopes: Float64Array.from(
        base.terms,
        (value, i) => (sign * (4 * (one.terms[i] - value) - (two.terms[i] - value))) / (2 * h),
      ),
      noise: (4 * near.noise + far.noise) / (2 * h),
      branches: two.branches,
    };
  };
  return [to(1, yield [h, 2 * h]), to(-1, yield [-h, -2 * h])];
}

/** The interval of the one-sided derivatives. Each term has its own, since the kinks of two terms may cancel in the sum:
 *  `relu(t) - relu(-t)` is t, and backward says 0 of it, which is right for each of the two. */
function* oneSided(line: DerivativeRequest, h: number): DerivativeSteps<NumericalDerivative> {
  const [right, left] = yield* sides(line, h);
  return {
    low: right.slopes.reduce((sum, slope, i) => sum + Math.min(slope, left.slopes[i]), 0),
    high: right.slopes.reduce((sum, slope, i) => sum + Math.max(slope, left.slopes[i]), 0),
    error: Math.max(right.noise, left.noise),
    // a kink that is crossed to both sides is one
    kinks: crossings(line.base.branches, right.branches, left.branches),
  };
}

/** The test of smoothness, at five points and again ten times nearer: the slopes to either side of a smooth point draw
 *  together with h, those of a kink stay apart. */
function* looksLikeKink(line: DerivativeRequest): DerivativeSteps<boolean> {
  const far = jump(yield* sides(line, sideStep * 10));
  const near = jump(yield* sides(line, sideStep));
  const apart = near.by.reduce((sum, by, i) => sum + Math.abs(by - far.by[i]), 0);
  const size = near.by.reduce((sum, by) => sum + Math.abs(by), 0);
  return size > 10 * (near.noise + far.noise) && apart < 0.1 * size;
}

function jump([right, left]: readonly [Side, Side]) {
  return {
    by: right.slopes.map((slope, i) => slope - left.slopes[i]),
    noise: right.noise + left.noise,
  };
}

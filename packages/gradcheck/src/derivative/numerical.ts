import { crossings, differenceOf, type Objective } from "./objective.js";

// At 1e-4, extrapolation leaves only round-off; the smaller steps avoid kinks and sharp bends.
const steps = [1e-4, 1e-5, 1e-6, 1e-7, 1e-8];

/** Step of the one-sided differences at a kink. */
const sideStep = 1e-6;

/** Largest relative difference that still counts as equal, in addition to the error of the differences. */
const relativeTolerance = 1e-7;

/** A derivative by differences, with an estimate of its error. */
export interface NumericalDerivative {
  /** Lower end of the interval that contains the derivative; equal to `high` where the function is smooth. */
  readonly low: number;
  readonly high: number;
  /** Estimated error from truncation and round-off, in the unit of the derivative. */
  readonly error: number;
  /** Number of kinks at the point, where only one-sided derivatives exist; 0 where the function is smooth. */
  readonly kinks: number;
}

/** A request for the derivative of an objective along a line through the current point. */
export interface DerivativeRequest {
  readonly base: Objective;
  /** The derivative by t according to backward. */
  readonly analytic: number;
  /** Round-off of `analytic`. */
  readonly roundOff?: number;
  /** Whether every kink on the way is declared. If not, a point that looks like a kink is treated as one. */
  readonly declared: boolean;
  /** The only step to take. Default: from 1e-4 down to 1e-8 as needed. */
  readonly step?: number | undefined;
}

/** A request together with its objective as a function. */
export interface DirectionalRequest extends DerivativeRequest {
  /** The objective at distance `t` from the current point. */
  evaluateAt(t: number): Objective;
}

/** A computation that yields points `t` and is resumed with the objective at each of them. */
export type DerivativeSteps<Result> = Generator<readonly number[], Result, readonly Objective[]>;

/** The derivative by t at 0, computed by `derivativeOf`. */
export function differentiate(request: DirectionalRequest): NumericalDerivative {
  const steps = derivativeOf(request);
  let step = steps.next();
  while (!step.done) step = steps.next(step.value.map((t) => request.evaluateAt(t)));
  return step.value;
}

/** The derivative by t at 0. Central differences with h and h/2 are extrapolated, `(4 D(h/2) - D(h)) / 3` (Richardson). The
 *  error is their disagreement plus the round-off of the terms. h starts at 1e-4 and shrinks to 1e-8 while a kink is crossed
 *  or the two disagree. Evaluation stops as soon as it is certain whether backward agrees. If every h crosses a kink, the
 *  result is the interval of the one-sided derivatives. */
export function* derivativeOf(request: DerivativeRequest): DerivativeSteps<NumericalDerivative> {
  let best: NumericalDerivative | undefined;
  for (const h of request.step === undefined ? steps : [request.step]) {
    const derivative = yield* central(request, h);
    if (derivative === undefined) continue;
    if (isSettled(request.analytic, derivative)) {
      best = derivative;
      break;
    }
    if (best === undefined || derivative.error < best.error) best = derivative;
  }
  if (best === undefined) return yield* oneSided(request, request.step ?? sideStep);
  if (request.declared || agrees(request.analytic, best)) return best;
  return (yield* looksLikeKink(request)) ? { ...(yield* oneSided(request, sideStep)), kinks: 1 } : best;
}

/** Whether the derivative of backward is within the error of the differences. */
export function agrees(analytic: number, derivative: NumericalDerivative): boolean {
  return distance(analytic, derivative) <= toleranceOf(analytic, derivative);
}

/** Largest distance from a derivative at which a value agrees with it. */
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

/** Whether more evaluations cannot change the verdict: it agrees with a small error, or is far outside. */
function isSettled(analytic: number, derivative: NumericalDerivative): boolean {
  const size = Math.max(Math.abs(analytic), Math.abs(derivative.low));
  const difference = distance(analytic, derivative);
  const tolerance = toleranceOf(analytic, derivative);
  return difference <= tolerance
    ? derivative.error <= 100 * relativeTolerance * size || size === 0
    : difference > 1000 * tolerance;
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

/** The central difference; undefined where a kink is crossed. */
function slope(base: Objective, [plus, minus]: readonly Objective[], h: number) {
  if (crossings(base.branches, plus.branches, minus.branches) > 0) return undefined;
  const { value, noise } = differenceOf(plus, minus);
  return { slope: value / (2 * h), noise: noise / (2 * h) };
}

/** The derivative of each term to one side. */
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

/** The interval of the one-sided derivatives. Each term has its own interval, since the kinks of two terms may cancel in
 *  the sum: `relu(t) - relu(-t)` is t, but backward gives 0, which is right for each of the two terms. */
function* oneSided(request: DerivativeRequest, h: number): DerivativeSteps<NumericalDerivative> {
  const [right, left] = yield* sides(request, h);
  return {
    low: right.slopes.reduce((sum, slope, i) => sum + Math.min(slope, left.slopes[i]), 0),
    high: right.slopes.reduce((sum, slope, i) => sum + Math.max(slope, left.slopes[i]), 0),
    error: Math.max(right.noise, left.noise),
    // a kink that both sides cross counts once
    kinks: crossings(request.base.branches, right.branches, left.branches),
  };
}

/** A test of smoothness, with five points and again with a step ten times smaller. The difference of the slopes to the two
 *  sides shrinks with h at a smooth point, and does not at a kink. */
function* looksLikeKink(request: DerivativeRequest): DerivativeSteps<boolean> {
  const far = jump(yield* sides(request, sideStep * 10));
  const near = jump(yield* sides(request, sideStep));
  const change = near.by.reduce((sum, by, i) => sum + Math.abs(by - far.by[i]), 0);
  const size = near.by.reduce((sum, by) => sum + Math.abs(by), 0);
  return size > 10 * (near.noise + far.noise) && change < 0.1 * size;
}

function jump([right, left]: readonly [Side, Side]) {
  return {
    by: right.slopes.map((slope, i) => slope - left.slopes[i]),
    noise: right.noise + left.noise,
  };
}

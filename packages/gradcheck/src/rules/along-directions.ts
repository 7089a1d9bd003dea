import { machineEpsilon, type Rng } from "@retrograd/core";
import { compare, type Pair } from "../derivative/comparison.js";
import { along } from "../derivative/fast.js";
import { differentiate } from "../derivative/numerical.js";
import type { Objective } from "../derivative/objective.js";
import { type CheckedGradient, evaluate, localGradient, movesAlong } from "../network/checked-gradient.js";
import { callLayer, type LayerSetup } from "../network/layer-call.js";
import { randomWeights, randomWeightValues } from "../network/random-tensors.js";
import { reconsider } from "../second-look/reconsider.js";

// Number of directions of each tensor, and of all tensors together.
const directions = 3;
const jointDirections = 2;

/** The first tensor whose gradient is wrong along random directions; for a layer on other inputs than those of the full
 *  check. All tensors are perturbed together first. Only if that fails or crosses a kink, they are perturbed one by one.
 *  Directions that cross a kink are ignored. */
export function wrongTensor(setup: LayerSetup, purpose: string): string | undefined {
  const call = callLayer(setup);
  const { y, backward } = call.forward;
  const rng = call.streams.stream(`${purpose}/${call.id}`, y.shape[0]);
  const dy = randomWeights(y.shape, rng, y);
  const { dx, grads } = backward(dy);
  const candidates = Object.entries({ x: call.x, ...call.params }).flatMap(([name, tensor]) => {
    const analytic = name === "x" ? dx : grads[name];
    if (analytic === undefined || analytic.size !== tensor.size) return [];
    return [{ name, gradient: localGradient(call, tensor.engine, dy, { tensor, analytic }) }];
  });
  const gradients = candidates.map(({ gradient }) => gradient);
  if (candidates.length > 1 && areRight(together(gradients, rng))) return undefined;
  for (const { name, gradient } of candidates) {
    const pairs = Array.from({ length: directions }, () =>
      along(gradient, randomWeightValues(gradient.tensor.size, rng)),
    );
    const smooth = pairs.filter(({ derivative }) => derivative.kinks === 0);
    if (compare(smooth, "fast").verdict !== "fail") continue;
    const { noise, wrong } = reconsider(gradient, smooth, call.streams);
    if (wrong || noise.kind !== "precise") return name;
  }
  return undefined;
}

function areRight(pairs: readonly Pair[]): boolean {
  return pairs.every(({ derivative }) => derivative.kinks === 0) && compare(pairs, "fast").verdict === "pass";
}

// A tensor with a larger gradient than another moves less, so that it does not hide the other; this is the minimum factor.
const minShare = 1e-3;

/** The derivatives along joint directions of several tensors of one layer. */
function together(gradients: readonly CheckedGradient[], rng: Rng): readonly Pair[] {
  const [first] = gradients;
  const base = evaluate(first);
  const sizes = gradients.map(({ analytic }) => normOf(analytic.data));
  const smallest = Math.min(...sizes.filter((size) => size > 0));
  const shares = sizes.map((size) => (size > 0 ? Math.max(minShare, smallest / size) : 1));
  return Array.from({ length: jointDirections }, () => {
    const parts = gradients.map((gradient, k) => {
      const v = randomWeightValues(gradient.tensor.size, rng);
      shorten(v, shares[k]);
      return { gradient, v };
    });
    return alongAll(parts, base);
  });
}

/** A tensor with the direction of each of its elements. */
interface Part {
  readonly gradient: CheckedGradient;
  readonly v: Float64Array;
}

/** base: the objective at the current values */
function alongAll(parts: readonly Part[], base: Objective): Pair {
  let [analytic, magnitude] = [0, 0];
  for (const { gradient, v } of parts) {
    const { data } = gradient.analytic;
    for (let i = 0; i < v.length; i++) {
      analytic += data[i] * v[i];
      magnitude += Math.abs(data[i] * v[i]);
    }
  }
  const moves = parts.map(({ gradient, v }) => movesAlong(gradient, v));
  const evaluateAt = (t: number) =>
    moves.reduceRight<() => Objective>(
      (body, moved) => () => moved(t, body),
      () => evaluate(parts[0].gradient),
    )();
  const roundOff = 16 * machineEpsilon("f64") * magnitude;
  const { declared } = parts[0].gradient;
  const derivative = differentiate({ base, evaluateAt, analytic, roundOff, declared });
  return { index: [], analytic, derivative };
}

function shorten(v: Float64Array, share: number): void {
  for (let i = 0; i < v.length; i++) v[i] *= share;
}

/** The Euclidean norm of a gradient. */
function normOf(values: ArrayLike<number>): number {
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += values[i] * values[i];
  return Math.sqrt(squares);
}

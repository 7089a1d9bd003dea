import { machineEpsilon, type Rng } from "@retrograd/core";
import { compare, type Pair } from "../derivative/comparison.js";
import { along } from "../derivative/fast.js";
import { differentiate } from "../derivative/numerical.js";
import type { Objective } from "../derivative/objective.js";
import { type CheckedGradient, evaluate, localGradient, withValues } from "../network/checked-gradient.js";
import { callLayer, type LayerSetup } from "../network/layer-call.js";
import { randomWeights, randomWeightValues } from "../network/random-tensors.js";
import { reconsider } from "../second-look/reconsider.js";

// Directions of each tensor, and of all at once.
const directions = 3;
const jointDirections = 2;

/** The first tensor whose gradient is wrong along random directions, of a layer on other inputs than those that are checked
 *  in full. All tensors are moved at once first, and one by one only where that is wrong or crosses a kink: directions
 *  that cross one say nothing. */
export function wrongTensor(setup: LayerSetup, purpose: string): string | undefined {
  const call = callLayer(setup);
  const { y, backward } = call.forward;
  const rng = call.streams.stream(`${purpose}/${call.id}`, y.shape[0]);
  const dy = randomWeights(y.shape, rng, y);
  const { dx, grads } = backward(dy);
  const gradients = Object.entries({ x: call.x, ...call.params }).flatMap(([name, one]) => {
    const analytic = name === "x" ? dx : grads[name];
    if (analytic === undefined || analytic.size !== one.size) return [];
    return [{ name, gradient: localGradient(call, one.engine, dy, { tensor: one, analytic }) }];
  });
  const all = gradients.map(({ gradient }) => gradient);
  if (gradients.length > 1 && areRight(together(all, rng))) return undefined;
  for (const { name, gradient } of gradients) {
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

// A tensor whose gradient is larger than another's moves less, down to this share, so that it does not hide the other.
const minShare = 1e-3;

/** The derivatives along some directions of several tensors of one layer. */
function together(gradients: readonly CheckedGradient[], rng: Rng): readonly Pair[] {
  const [first] = gradients;
  const base = evaluate(first);
  const sizes = gradients.map(({ analytic }) => normOf(analytic.data));
  const smallest = Math.min(...sizes.filter((size) => size > 0));
  const shares = sizes.map((size) => (size > 0 ? Math.max(minShare, smallest / size) : 1));
  return Array.from({ length: jointDirections }, () => {
    const parts = gradients.map((gradient, k) => {
      const v = randomWeightValues(gradient.tensor.size, rng);
      for (let i = 0; i < v.length; i++) v[i] *= shares[k];
      return { gradient, v };
    });
    return alongAll(parts, base);
  });
}

/** A tensor, and how each of its elements moves. */
interface Part {
  readonly gradient: CheckedGradient;
  readonly v: Float64Array;
}

/** base: the objective where they are */
function alongAll(parts: readonly Part[], base: Objective): Pair {
  let [analytic, magnitude] = [0, 0];
  for (const { gradient, v } of parts) {
    const { data } = gradient.analytic;
    for (let i = 0; i < v.length; i++) {
      analytic += data[i] * v[i];
      magnitude += Math.abs(data[i] * v[i]);
    }
  }
  const evaluateAt = (t: number) =>
    parts.reduceRight<() => Objective>(
      (body, { gradient, v }) =>
        () =>
          withValues(gradient, moved(gradient, v, t), body),
      () => evaluate(parts[0].gradient),
    )();
  const roundOff = 16 * machineEpsilon("f64") * magnitude;
  const { declared } = parts[0].gradient;
  return {
    index: [],
    analytic,
    derivative: differentiate({ base, evaluateAt, analytic, roundOff, declared }),
  };
}

function moved({ tensor }: CheckedGradient, v: Float64Array, t: number): Float64Array {
  const values = new Float64Array(tensor.data);
  for (let i = 0; i < v.length; i++) values[i] += t * v[i];
  return values;
}

/** The Euclidean norm of a gradient. */
function normOf(values: ArrayLike<number>): number {
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += values[i] * values[i];
  return Math.sqrt(squares);
}

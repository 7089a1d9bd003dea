import { machineEpsilon, type Rng } from "@retrograd/core";
import { compare, type Pair } from "../derivative/comparison.js";
import { along } from "../derivative/fast.js";
import { differentiate } from "../derivative/numerical.js";
import type { Objective } from "../derivative/objective.js";
import { randomWeights, randomWeightValues } from "../network/random-tensors.js";
import { evaluate, localSite, type Site, withValues } from "../network/site.js";
import { newStage } from "../network/stages.js";
import { reconsider } from "../second-look/reconsider.js";
import type { Place } from "./rule.js";

// Directions of each tensor, and of all at once.
const directions = 3;
const atOnce = 2;

/** The first tensor whose gradient is wrong along random directions, of a layer on other inputs than those that are checked
 *  in full. All tensors are moved at once first, and one by one only where that is wrong or crosses a kink: directions
 *  that cross one say nothing. */
export function wrongTensor(place: Place, purpose: string): string | undefined {
  const stage = newStage(place);
  const { y, backward } = stage.forward;
  const rng = stage.streams.stream(`${purpose}/${stage.id}`, y.shape[0]);
  const dy = randomWeights(y.shape, rng, y);
  const { dx, grads } = backward(dy);
  const sites = Object.entries({ x: stage.x, ...stage.params }).flatMap(([name, one]) => {
    const gradient = name === "x" ? dx : grads[name];
    if (gradient === undefined || gradient.size !== one.size) return [];
    return [{ name, site: localSite(stage, one.engine, dy, { tensor: one, gradient }) }];
  });
  const all = sites.map(({ site }) => site);
  if (sites.length > 1 && areRight(together(all, rng))) return undefined;
  for (const { name, site } of sites) {
    const pairs = Array.from({ length: directions }, () =>
      along(site, randomWeightValues(site.tensor.size, rng)),
    );
    const smooth = pairs.filter(({ derivative }) => derivative.kinks === 0);
    if (compare(smooth, "fast").verdict !== "fail") continue;
    const { noise, wrong } = reconsider(site, smooth, stage.streams);
    if (wrong || noise.kind !== "precise") return name;
  }
  return undefined;
}

function areRight(pairs: readonly Pair[]): boolean {
  return pairs.every(({ derivative }) => derivative.kinks === 0) && compare(pairs, "fast").verdict === "pass";
}

// A tensor whose gradient is larger than another's moves less, down to this share, so that it does not hide the other.
const leastShare = 1e-3;

/** The derivatives along some directions of several tensors of one layer. */
function together(sites: readonly Site[], rng: Rng): readonly Pair[] {
  const [first] = sites;
  const base = evaluate(first);
  const sizes = sites.map(({ gradient }) => normOf(gradient.data));
  const smallest = Math.min(...sizes.filter((size) => size > 0));
  const shares = sizes.map((size) => (size > 0 ? Math.max(leastShare, smallest / size) : 1));
  return Array.from({ length: atOnce }, () => {
    const parts = sites.map((site, k) => {
      const v = randomWeightValues(site.tensor.size, rng);
      for (let i = 0; i < v.length; i++) v[i] *= shares[k];
      return { site, v };
    });
    return alongAll(parts, base);
  });
}

/** A tensor, and how each of its elements moves. */
interface Part {
  readonly site: Site;
  readonly v: Float64Array;
}

/** base: the objective where they are */
function alongAll(parts: readonly Part[], base: Objective): Pair {
  let [analytic, magnitude] = [0, 0];
  for (const { site, v } of parts) {
    const { data } = site.gradient;
    for (let i = 0; i < v.length; i++) {
      analytic += data[i] * v[i];
      magnitude += Math.abs(data[i] * v[i]);
    }
  }
  const at = (t: number) =>
    parts.reduceRight<() => Objective>(
      (body, { site, v }) =>
        () =>
          withValues(site, moved(site, v, t), body),
      () => evaluate(parts[0].site),
    )();
  const roundOff = 16 * machineEpsilon("f64") * magnitude;
  const { declared } = parts[0].site;
  return { index: [], analytic, derivative: differentiate({ base, at, analytic, roundOff, declared }) };
}

function moved({ tensor }: Site, v: Float64Array, t: number): Float64Array {
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

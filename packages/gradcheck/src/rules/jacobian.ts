import { bufferOf, sizeOf, type Tensor, tensor } from "@retrograd/core";
import { copyOf } from "../network/copy.js";
import { takesIndices } from "../network/index-inputs.js";
import { branchesOf, type LayerSetup, runLayer } from "../network/layer-call.js";
import { gradientsOf } from "./values.js";

// Maximum number of elements of each tensor and of outputs, spread over all of them.
const maxElements = 32;
const maxOutputs = 32;

// Two steps, whose slopes must agree.
const [far, near] = [1e-5, 1e-6];

// Tolerances, relative to the largest slope of an output: for slopes of the two steps to agree, for the slopes of the two
// sides to be those of a smooth function, and for a gradient to be right.
const stable = 1e-3;
const straight = 1e-2;
const rightWithin = 5e-3;

// Largest slope of a curve within one step of a point where its slope is 0.
const level = 2e-5;

/** The first tensor whose gradient is clearly wrong, at an input where the layer may have kinks that it does not declare.
 *  An output is compared if its slopes agree at two steps, on both sides, and add up along a random direction. An output
 *  that depends on a single element is compared at a kink as well: its gradient must be between the slopes of the sides.
 *  All other outputs are ignored. */
export function clearlyWrong(setup: LayerSetup): string | undefined {
  const base = outputsOf(setup);
  if (base === undefined) return undefined;
  const outputs = spread(base.length, maxOutputs);
  const tensors = Object.entries(takesIndices(setup.layer) ? setup.params : { x: setup.x, ...setup.params });
  const moves = tensors.flatMap(([name, one]) =>
    spread(one.size, maxElements).map((element) => ({ name, one, element })),
  );
  const slopes = moves.map(({ one, element }) => slopesOf(setup, base, [{ one, element, by: 1 }]));
  const mixed = [0, 1].map((turn) => {
    const along = moves.map(({ one, element }, i) => ({ one, element, by: weight(turn, i) }));
    return slopesOf(setup, base, along);
  });
  const { y, backward } = runLayer(setup);
  for (const k of outputs) {
    if (!Number.isFinite(base[k])) continue;
    const ofOutput = slopes.map((one) => one?.[k]);
    if (ofOutput.some((slope) => slope === undefined || !slope.isStable)) continue;
    const stableSlopes = ofOutput as Slope[];
    const largest = Math.max(...stableSlopes.map(({ value }) => Math.abs(value)));
    const noise = Math.max(...stableSlopes.map((slope) => slope.noise));
    const gradients = gradientsOf(backward(oneHot(y, k)));
    const analytic = moves.map(({ name, element }) => gradients[name]?.[element] ?? Number.NaN);
    const nonzero = stableSlopes.filter(({ left, right }) => left !== 0 || right !== 0);
    const smooth =
      stableSlopes.every(
        ({ left, right }) => Math.abs(right - left) <= straight * largest + 4 * noise + level,
      ) && mixed.every((one, turn) => addsUp(one?.[k], stableSlopes, turn));
    if (!smooth && nonzero.length > 1) continue;
    const wrong = stableSlopes.findIndex(({ left, right }, i) => {
      const slack = rightWithin * Math.max(largest, Math.abs(analytic[i])) + 4 * noise;
      const [low, high] = [Math.min(left, right) - slack, Math.max(left, right) + slack];
      return !(analytic[i] >= low && analytic[i] <= high);
    });
    if (wrong >= 0 && !crossesKinks(setup, moves[wrong])) return moves[wrong].name;
  }
  return undefined;
}

/** The slope of an output along one move. */
interface Slope {
  readonly value: number;
  readonly left: number;
  readonly right: number;
  readonly noise: number;
  /** Whether both steps give the same slope. */
  readonly isStable: boolean;
}

interface Move {
  readonly one: Tensor;
  readonly element: number;
}

/** The slope of each output along a line; undefined where the layer refuses an input on it. */
function slopesOf(
  setup: LayerSetup,
  base: Float64Array,
  moves: readonly (Move & { readonly by: number })[],
): readonly Slope[] | undefined {
  const outputsAt = (t: number) => movedBy(moves, t, () => outputsOf(setup));
  const [farRight, farLeft, nearRight, nearLeft] = [far, -far, near, -near].map(outputsAt);
  if (!farRight || !farLeft || !nearRight || !nearLeft) return undefined;
  const scale = moves.reduce((max, { one, element }) => Math.max(max, Math.abs(one.data[element])), 1);
  return Array.from(base, (y, k) => {
    const noise = (1e-14 * Math.max(scale, Math.abs(y))) / near;
    const [right, left] = [(nearRight[k] - y) / near, (y - nearLeft[k]) / near];
    const [value, farValue] = [(right + left) / 2, (farRight[k] - farLeft[k]) / (2 * far)];
    const change = Math.max(
      Math.abs(right - (farRight[k] - y) / far),
      Math.abs(left - (y - farLeft[k]) / far),
      Math.abs(value - farValue),
    );
    const size = Math.max(Math.abs(right), Math.abs(left));
    return { value, left, right, noise, isStable: change <= stable * size + 4 * noise + level };
  });
}

/** Whether the slope along all moves together is the sum of their slopes, as for a smooth output. */
function addsUp(along: Slope | undefined, slopes: readonly Slope[], turn: number): boolean {
  if (along === undefined || !along.isStable) return false;
  let [sum, size] = [0, 0];
  for (const [i, { value }] of slopes.entries()) {
    sum += weight(turn, i) * value;
    size += Math.abs(weight(turn, i) * value);
  }
  const noise = 4 * along.noise * Math.sqrt(slopes.length) + level;
  return (
    Math.abs(along.value - sum) <= stable * size + noise &&
    Math.abs(along.right - along.left) <= straight * size + noise
  );
}

/** A different weight for each move. */
function weight(turn: number, i: number): number {
  return Math.sin(1 + 12.9898 * (i + 1) + 78.233 * turn);
}

/** Whether the layer declares several kinks at an element, which allow a slope outside those of the sides. */
function crossesKinks(setup: LayerSetup, move: Move): boolean {
  const sides = () => branchesOf(setup, runLayer(setup)).flatMap((signature) => Array.from(signature));
  const here = sides();
  if (here.length === 0) return false;
  return [near, -near].some((t) => {
    const there = movedBy([{ ...move, by: 1 }], t, sides);
    return there.filter((side, i) => side !== here[i]).length > 1;
  });
}

/** Runs `body` with some elements moved, then restores them. */
function movedBy<R>(moves: readonly (Move & { readonly by: number })[], t: number, body: () => R): R {
  const origins = moves.map(({ one, element }) => one.data[element]);
  for (const { one, element, by } of moves) bufferOf(one)[element] += t * by;
  try {
    return body();
  } finally {
    for (const [i, { one, element }] of moves.entries()) bufferOf(one)[element] = origins[i];
  }
}

/** The output; undefined where the layer refuses its input. */
function outputsOf(setup: LayerSetup): Float64Array | undefined {
  try {
    return copyOf(runLayer(setup).y.data);
  } catch {
    return undefined;
  }
}

function oneHot(y: Tensor, k: number): Tensor {
  const values = new Float64Array(sizeOf(y.shape));
  values[k] = 1;
  return tensor(values, y.shape, y);
}

/** At most `max` indices, spread from 0 to size - 1. */
function spread(size: number, max: number): readonly number[] {
  if (size <= max) return Array.from({ length: size }, (_, i) => i);
  return Array.from({ length: max }, (_, i) => Math.round((i * (size - 1)) / (max - 1)));
}

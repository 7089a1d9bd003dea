import { bufferOf, sizeOf, type Tensor, tensor } from "@retrograd/core";
import { type LayerSetup, runLayer } from "../network/layer-call.js";
import { gradientsOf } from "./values.js";

// Elements of each tensor and outputs that are looked at, spread over all of it.
const maxElements = 32;
const maxOutputs = 32;

// Two steps whose slopes must agree before they count; and how far, relative to the largest slope of an output.
const [far, near] = [1e-5, 1e-6];
const stable = 1e-3;
const straight = 1e-2;
const wrongBy = 5e-3;

// Slopes that a curve has this near to a point where it is level.
const level = 2e-5;

/** The first tensor whose gradient is clearly wrong, output by output, at an input where a layer may have kinks that it does
 *  not declare: an output is compared where its slopes agree at two steps, to both sides, and add up along a random
 *  direction; one that depends on a single element, also at a kink, where it must lie between the slopes of the sides.
 *  Whatever else it is, nothing is said of it. */
export function clearlyWrong(setup: LayerSetup): string | undefined {
  const base = outputsOf(setup);
  if (base === undefined) return undefined;
  const outputs = spread(base.length, maxOutputs);
  const tensors = Object.entries({ x: setup.x, ...setup.params });
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
    const own = slopes.map((one) => one?.[k]);
    if (own.some((one) => one === undefined || !one.isStable)) continue;
    const known = own as Slope[];
    const largest = Math.max(...known.map(({ value }) => Math.abs(value)));
    const noise = Math.max(...known.map((one) => one.noise));
    const gradients = gradientsOf(backward(oneHot(y, k)));
    const given = moves.map(({ name, element }) => gradients[name]?.[element] ?? Number.NaN);
    const moving = known.filter(({ left, right }) => left !== 0 || right !== 0);
    const smooth =
      known.every(({ left, right }) => Math.abs(right - left) <= straight * largest + 4 * noise + level) &&
      mixed.every((one, turn) => addsUp(one?.[k], known, turn));
    if (!smooth && moving.length > 1) continue;
    const off = known.findIndex(({ left, right }, i) => {
      const slack = wrongBy * Math.max(largest, Math.abs(given[i])) + 4 * noise;
      return !(given[i] >= Math.min(left, right) - slack && given[i] <= Math.max(left, right) + slack);
    });
    if (off >= 0 && !crossesKinks(setup, moves[off])) return moves[off].name;
  }
  return undefined;
}

/** How an output moves with one element. */
interface Slope {
  readonly value: number;
  readonly left: number;
  readonly right: number;
  readonly noise: number;
  /** Whether both steps give the same. */
  readonly isStable: boolean;
}

interface Move {
  readonly one: Tensor;
  readonly element: number;
}

/** Of each output along a line; nothing where it cannot be followed. */
function slopesOf(
  setup: LayerSetup,
  base: Float64Array,
  moves: readonly (Move & { readonly by: number })[],
): readonly Slope[] | undefined {
  const at = (t: number) => movedBy(moves, t, () => outputsOf(setup));
  const [farRight, farLeft, nearRight, nearLeft] = [far, -far, near, -near].map(at);
  if (!farRight || !farLeft || !nearRight || !nearLeft) return undefined;
  const scale = moves.reduce((most, { one, element }) => Math.max(most, Math.abs(one.data[element])), 1);
  return Array.from(base, (y, k) => {
    const noise = (1e-14 * Math.max(scale, Math.abs(y))) / near;
    const [right, left] = [(nearRight[k] - y) / near, (y - nearLeft[k]) / near];
    const [value, before] = [(right + left) / 2, (farRight[k] - farLeft[k]) / (2 * far)];
    const sides = Math.max(
      Math.abs(right - (farRight[k] - y) / far),
      Math.abs(left - (y - farLeft[k]) / far),
      Math.abs(value - before),
    );
    const size = Math.max(Math.abs(right), Math.abs(left));
    return { value, left, right, noise, isStable: sides <= stable * size + 4 * noise + level };
  });
}

/** Whether the slope along all moves at once is the sum of the slopes: so it is where an output is smooth. */
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

/** Sizes and signs in which no two moves are alike. */
function weight(turn: number, i: number): number {
  return Math.sin(1 + 12.9898 * (i + 1) + 78.233 * turn);
}

/** Whether a layer declares that several kinks lie where an element is: then a slope outside of the sides is allowed. */
function crossesKinks({ layer, params, x }: LayerSetup, move: Move): boolean {
  if (layer.branches === undefined) return false;
  const sides = () => Array.from(layer.branches?.(params, x) ?? []);
  const here = sides();
  return [near, -near].some((t) => {
    const there = movedBy([{ ...move, by: 1 }], t, sides);
    return there.filter((side, i) => side !== here[i]).length > 1;
  });
}

/** Runs `body` with some elements moved, and puts them back. */
function movedBy<R>(moves: readonly (Move & { readonly by: number })[], t: number, body: () => R): R {
  const origins = moves.map(({ one, element }) => one.data[element]);
  for (const { one, element, by } of moves) bufferOf(one)[element] += t * by;
  try {
    return body();
  } finally {
    for (const [i, { one, element }] of moves.entries()) bufferOf(one)[element] = origins[i];
  }
}

/** The output; nothing where the layer refuses its input. */
function outputsOf(setup: LayerSetup): Float64Array | undefined {
  try {
    return new Float64Array(runLayer(setup).y.data);
  } catch {
    return undefined;
  }
}

function oneHot(y: Tensor, k: number): Tensor {
  const values = new Float64Array(sizeOf(y.shape));
  values[k] = 1;
  return tensor(values, y.shape, y);
}

/** Some of the indices from 0 to size - 1, first and last among them. */
function spread(size: number, most: number): readonly number[] {
  if (size <= most) return Array.from({ length: size }, (_, i) => i);
  return Array.from({ length: most }, (_, i) => Math.round((i * (size - 1)) / (most - 1)));
}

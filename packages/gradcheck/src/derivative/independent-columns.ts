import { type Shape, scope } from "@retrograd/core";
import { type CheckedGradient, withValues } from "../network/checked-gradient.js";
import { copyOf } from "../network/copy.js";

/** An axis of a tensor whose positions influence separate parts of the output: position k influences only position k of
 *  the output axis. Examples are the columns of a weight matrix and the rows of a batch. Elements in different columns can
 *  share a run (Curtis, Powell and Reid, "On the estimation of sparse Jacobian matrices", 1974). */
export interface IndependentColumns {
  /** Axis of the tensor. */
  readonly axis: number;
  readonly outputAxis: number;
}

/** The part of a checked gradient that runs its layer. */
export type RunnableGradient = Pick<CheckedGradient, "engine" | "tensor" | "run">;

/** Finds independent columns by tests. When some positions of the tensor change, the output must keep its bits at all
 *  other positions. Each test changes half of the positions, selected by one binary digit of their number. So for any two
 *  positions there is a test that changes only the first, and a test that changes only the second. */
export function findIndependentColumns(gradient: RunnableGradient): IndependentColumns | undefined {
  const base = outputOf(gradient);
  const { shape } = gradient.tensor;
  const candidates = shape
    .flatMap((length, axis) =>
      base.shape.map((outputLength, outputAxis) => ({ axis, outputAxis, length, outputLength })),
    )
    .filter(({ length, outputLength }) => length > 1 && length === outputLength)
    .sort((a, b) => b.length - a.length);
  const origin = copyOf(gradient.tensor.data);
  const moved = origin.map((value, i) => value + 0.1 * (1 + (i % 3)));
  const values = new Float64Array(origin.length);
  const match = candidates.find(({ axis, outputAxis, length }) => {
    const columnOf = positionsAlong(shape, axis);
    const outputColumnOf = positionsAlong(base.shape, outputAxis);
    return halvesOf(length).every((moves) => {
      for (let i = 0; i < values.length; i++) values[i] = moves[columnOf[i]] === 1 ? moved[i] : origin[i];
      const y = withValues(gradient, values, () => outputOf(gradient)).values;
      return y.every((value, j) => moves[outputColumnOf[j]] === 1 || Object.is(value, base.values[j]));
    });
  });
  return match && { axis: match.axis, outputAxis: match.outputAxis };
}

/** For each binary digit of the positions below a length, a mask of those where it is 0 and a mask of those where it is 1. */
function halvesOf(length: number): readonly Uint8Array[] {
  const digits = Array.from({ length: Math.ceil(Math.log2(length)) }, (_, digit) => digit);
  return digits.flatMap((digit) =>
    [0, 1].map((side) =>
      Uint8Array.from({ length }, (_, position) => (Math.floor(position / 2 ** digit) % 2 === side ? 1 : 0)),
    ),
  );
}

/** The position along an axis of each element, by its flat index. */
function positionsAlong(shape: Shape, axis: number): Uint32Array {
  const inner = shape.slice(axis + 1).reduce((size, n) => size * n, 1);
  const length = shape[axis] ?? 1;
  const positions = new Uint32Array(shape.reduce((size, n) => size * n, 1));
  for (let i = 0; i < positions.length; i++) positions[i] = Math.floor(i / inner) % length;
  return positions;
}

/** Flat indices of the elements at one position along an axis. */
export function sliceOf(shape: Shape, axis: number, position: number): readonly number[] {
  const inner = shape.slice(axis + 1).reduce((size, n) => size * n, 1);
  const length = shape[axis] ?? 1;
  const outer = shape.slice(0, axis).reduce((size, n) => size * n, 1);
  return Array.from(
    { length: outer * inner },
    (_, k) => (Math.floor(k / inner) * length + position) * inner + (k % inner),
  );
}

/** Position along each axis of the i-th element, row-major. */
export function indexOf(i: number, shape: Shape): readonly number[] {
  const index: number[] = [];
  let rest = i;
  for (const axis of shape.toReversed()) {
    index.unshift(rest % axis);
    rest = Math.floor(rest / axis);
  }
  return index;
}

function outputOf(gradient: RunnableGradient) {
  return scope(gradient.engine, () => {
    const { y } = gradient.run();
    return { values: copyOf(y.data), shape: y.shape };
  });
}

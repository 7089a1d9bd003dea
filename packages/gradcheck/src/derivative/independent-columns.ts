import { type Shape, scope } from "@retrograd/core";
import { type CheckedGradient, withValues } from "../network/checked-gradient.js";

/** An axis of a tensor each of whose positions reaches the same position of an axis of the output, and no other:
 *  the columns of a weight matrix, or the rows of a batch. */
export interface IndependentColumns {
  /** Of the tensor. */
  readonly axis: number;
  readonly outputAxis: number;
}

/** What lanes are looked for in. */
export type RunnableGradient = Pick<CheckedGradient, "engine" | "tensor" | "run">;

/** Finds lanes by trying: where some positions of the tensor change, the output must keep its bits at all others. Half of
 *  the positions change at a time, by each digit of their binary numbers, so that for any two positions one has changed
 *  while the other had to stay, both ways. */
export function findIndependentColumns(gradient: RunnableGradient): IndependentColumns | undefined {
  const base = outputOf(gradient);
  const { shape } = gradient.tensor;
  const candidates = shape
    .flatMap((length, axis) => base.shape.map((other, outputAxis) => ({ axis, outputAxis, length, other })))
    .filter(({ length, other }) => length > 1 && length === other)
    .sort((a, b) => b.length - a.length);
  const origin = Float64Array.from(gradient.tensor.data);
  const moved = origin.map((value, i) => value + 0.1 * (1 + (i % 3)));
  const values = new Float64Array(origin.length);
  const found = candidates.find(({ axis, outputAxis, length }) => {
    const columnOf = positionsAlong(shape, axis);
    const outputColumnOf = positionsAlong(base.shape, outputAxis);
    return halvesOf(length).every((moves) => {
      for (let i = 0; i < values.length; i++) values[i] = moves[columnOf[i]] === 1 ? moved[i] : origin[i];
      const y = withValues(gradient, values, () => outputOf(gradient)).values;
      return y.every((value, j) => moves[outputColumnOf[j]] === 1 || Object.is(value, base.values[j]));
    });
  });
  return found && { axis: found.axis, outputAxis: found.outputAxis };
}

/** For each binary digit of the positions below a length, those where it is 0 and those where it is 1, marked by 1. */
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

/** Flat indices of one position along an axis. */
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
    return { values: Float64Array.from(y.data), shape: y.shape };
  });
}

import { argumentError } from "../argument.js";
import { RetrogradError } from "../errors.js";
import { formatShape, sameShape } from "../shape.js";
import { bufferOf, requireTensor, type Tensor } from "../tensor.js";

/** Checks that two operands are tensors of one number type and one engine.
 *  @throws RetrogradError E_ARGUMENT, E_DTYPE or E_ENGINE with the operation */
export function checkOperands(operation: string, a: Tensor, b: Tensor): void {
  requireTensor(operation, "the first operand", a);
  requireTensor(operation, "the second operand", b);
  if (a.dtype !== b.dtype) {
    throw new RetrogradError(
      "E_DTYPE",
      `${operation}: number types differ, ${a.dtype} ${formatShape(a.shape)} and ${b.dtype} ${formatShape(b.shape)}`,
    );
  }
  if (a.engine !== b.engine) {
    throw new RetrogradError(
      "E_ENGINE",
      `${operation}: operands belong to different engines, ${a.engine.name} and ${b.engine.name}`,
    );
  }
}

/** The same, and checks that both have one shape.
 *  @throws RetrogradError E_SHAPE with the operation and both shapes */
export function checkSameShape(operation: string, a: Tensor, b: Tensor): void {
  checkOperands(operation, a, b);
  if (!sameShape(a.shape, b.shape)) {
    throw new RetrogradError(
      "E_SHAPE",
      `${operation}: shapes differ, ${formatShape(a.shape)} and ${formatShape(b.shape)}`,
    );
  }
}

/** Checks that x has two axes, and returns their lengths.
 *  @throws RetrogradError E_SHAPE with the operation and the shape */
export function checkMatrix(operation: string, x: Tensor): readonly [rows: number, columns: number] {
  requireTensor(operation, "x", x);
  const [rows, columns] = x.shape;
  if (x.shape.length !== 2 || rows === undefined || columns === undefined) {
    throw new RetrogradError(
      "E_SHAPE",
      `${operation}: a matrix [rows, columns] is needed, got ${formatShape(x.shape)}; reshape it first`,
    );
  }
  return [rows, columns];
}

/** Checks that x has an axis.
 *  @throws RetrogradError E_ARGUMENT with the operation and the axis */
export function checkAxis(operation: string, x: Tensor, axis: number): void {
  requireTensor(operation, "x", x);
  if (Number.isInteger(axis) && axis >= 0 && axis < x.shape.length) return;
  const expected =
    x.shape.length === 0
      ? "an axis, but x is a number without axes"
      : `an axis of x ${formatShape(x.shape)}: a whole number from 0 to ${x.shape.length - 1}`;
  throw argumentError(operation, "axis", expected, axis);
}

/** Checks that every number of a tensor is a whole number from 0 to count - 1: kernels read and write there.
 *  @throws RetrogradError E_SHAPE with the operation, the position and the number */
export function checkIndices(operation: string, name: string, indices: Tensor, count: number): void {
  const values = bufferOf(indices);
  for (let i = 0; i < values.length; i++) {
    const index = values[i];
    if (index >= 0 && index < count && Number.isInteger(index)) continue;
    throw new RetrogradError(
      "E_SHAPE",
      `${operation}: ${name}[${i}] must be a whole number from 0 to ${count - 1}, got ${index}`,
    );
  }
}

/** Checks that indices below `count` are exact in the number type of x: float32 has every whole number up to 2^24.
 *  @throws RetrogradError E_SHAPE with the operation and the count */
export function checkCountable(operation: string, { dtype }: Tensor, count: number): void {
  if (dtype === "f64" || count <= 2 ** 24) return;
  throw new RetrogradError(
    "E_SHAPE",
    `${operation}: float32 has exact indices up to ${2 ** 24}, and there are ${count} numbers: use float64`,
  );
}

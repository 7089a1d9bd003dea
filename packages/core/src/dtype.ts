import { RetrogradError } from "./errors.js";

/** Number type of a tensor: IEEE 754 binary32 or binary64. */
export type DType = "f32" | "f64";

/** Checks that a value is a number type.
 *  @throws RetrogradError E_DTYPE naming the operation and the value */
export function checkDType(operation: string, dtype: DType): void {
  if (dtype !== "f32" && dtype !== "f64") {
    throw new RetrogradError(
      "E_DTYPE",
      `${operation}: dtype must be "f32" or "f64", got ${JSON.stringify(dtype)}`,
    );
  }
}

/** The flat buffer of a tensor, as kernels see it. */
export type FloatArray = Float32Array | Float64Array;

/** A read-only flat buffer. */
export interface ReadonlyFloats extends Iterable<number> {
  readonly length: number;
  readonly [index: number]: number;
}

/** A new zero-filled flat buffer. */
export function floatArray(dtype: DType, length: number): FloatArray {
  return dtype === "f32" ? new Float32Array(length) : new Float64Array(length);
}

/** Distance from 1 to the next number: 2^-23 for f32, 2^-52 for f64. */
export function machineEpsilon(dtype: DType): number {
  return dtype === "f32" ? 2 ** -23 : 2 ** -52;
}

import type { FloatArray } from "../../dtype.js";

/** Whether a buffer holds float32 numbers. */
export const isF32 = (x: FloatArray): boolean => x instanceof Float32Array;

/** The end of a kernel's name for the number type of a buffer. */
export const typeSuffix = (x: FloatArray): "F32" | "F64" => (isF32(x) ? "F32" : "F64");

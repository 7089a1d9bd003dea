import type { FloatArray } from "../../dtype.js";
import { cut } from "./team.js";

/** Numbers from which sharing pays where each takes a nanosecond or less. */
export const leastShared = 2 ** 15;

/** Numbers that a part is a multiple of: lines of memory, and what the kernels take at once. */
export const elementUnit = 64;

/** Address of a number of a buffer. */
export const addressOf = (x: FloatArray, index: number): number => x.byteOffset + index * x.BYTES_PER_ELEMENT;

/** Elements cut into parts. least: numbers from which sharing pays */
export function partsOfElements(length: number, threads: number, least = leastShared) {
  return cut(length, { unit: elementUnit, least: least / 2, threads });
}

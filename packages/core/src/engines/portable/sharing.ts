import type { FloatArray } from "../../dtype.js";

/** Length from which sharing is faster, where a number takes a nanosecond or less. */
export const minimumShared = 2 ** 15;

/** Length from which sharing is faster, where a number takes about ten times as long. */
export const minimumCostlyShared = 2 ** 12;

/** The length of a part is a multiple of this: lines of memory, and what the kernels take at once. */
export const elementUnit = 64;

/** Address of a number of a buffer. */
export const addressOf = (x: FloatArray, index: number): number => x.byteOffset + index * x.BYTES_PER_ELEMENT;

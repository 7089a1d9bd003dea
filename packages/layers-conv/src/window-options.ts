import { positiveInteger, sizes } from "@retrograd/layer-options";
import { z } from "zod";

const wholeFromZero = "must be a whole number >= 0";
const notNegativeInteger = z.int(wholeFromZero).min(0, wholeFromZero);

/** One number for each axis of a picture: [vertical, horizontal]. */
export type Pair = readonly [vertical: number, horizontal: number];

/** A size for each axis as an experiment writes it. */
export type Sizes = number | readonly number[];

/** The size of the windows: a number for every axis, or a list. axes: 1 for sequences, 2 for pictures */
export const kernelOption = (axes: 1 | 2) => sizes(axes).describe("Size of the windows.");

/** The distance between two windows. */
export const strideOption = (axes: 1 | 2) =>
  sizes(axes).default(1).describe("Distance from one window to the next.");

/** The distance between two windows of a pool. */
export const poolStrideOption = (axes: 1 | 2) =>
  sizes(axes).optional().describe("Distance from one window to the next. Default: the kernel.");

/** The zeros around an input of a convolution. */
export const paddingOption = (axes: 1 | 2) =>
  z
    .union([notNegativeInteger, z.array(notNegativeInteger).length(axes), z.literal("same")], {
      error: `must be a whole number >= 0, a list of ${axes}, or same`,
    })
    .default(0)
    .describe("Zeros on each side. same: as many as keep the size, divided by the stride.");

/** The margin around an input, as numbers. */
export const marginOption = (axes: 1 | 2) => sizes(axes, notNegativeInteger).default(0);

/** The distance between two numbers of a window. */
export const dilationOption = (axes: 1 | 2) =>
  sizes(axes).default(1).describe("Distance from one number of a window to the next.");

/** The number of groups that channels and filters are divided into. */
export const groupsOption = positiveInteger
  .default(1)
  .describe("Groups of channels. Filters read the channels of their own group only.");

/** Other names of these options. */
export const windowAliases = {
  kernel: ["kernel_size", "filter_size", "window", "pool_size", "pool_h", "pool_w"],
  stride: ["strides"],
  padding: ["pad"],
};

/** A size for each axis of a picture; a sequence is a picture of height 1, for which `first` is the vertical size. */
export function pairOf(size: Sizes, first?: number): Pair {
  const [a, b] = typeof size === "number" ? [size, size] : size;
  return first === undefined ? [a ?? 1, b ?? a ?? 1] : [first, a ?? 1];
}

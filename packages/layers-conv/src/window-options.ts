import { entry, positiveInteger, sizes } from "@retrograd/layer-options";
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

/** Zeros on each side of an axis, as numbers. */
export const zerosOption = (axes: 1 | 2) => sizes(axes, notNegativeInteger);

/** The padding of a pool. */
export const poolPaddingOption = (axes: 1 | 2) =>
  zerosOption(axes).default(0).describe("Margin on each side, at most half of the kernel.");

/** The distance between two numbers of a window. */
export const dilationOption = (axes: 1 | 2) =>
  sizes(axes).default(1).describe("Distance from one number of a window to the next.");

/** The number of groups that channels and filters are divided into. */
export const groupsOption = positiveInteger
  .default(1)
  .describe("Groups of channels. Filters read the channels of their own group only.");

/** Whether there is a b. */
export const biasOption = z
  .boolean("must be true or false")
  .default(true)
  .describe("Whether each filter adds a number b.");

/** The initializer of W. */
export const initOption = entry
  .default("He")
  .describe("Initializer of W: a name, or a name with its options. b begins at 0.");

/** Other names of the options of a pool. */
export const poolAliases = {
  kernel: ["kernel_size", "pool_size", "window", "size"],
  stride: ["strides"],
  padding: ["pad"],
};

/** Other names of the options of a convolution. */
export const convolutionAliases = {
  filters: ["out_channels", "filter_num", "n_filters", "channels"],
  kernel: ["kernel_size", "filter_size", "size"],
  stride: ["strides"],
  padding: ["pad"],
  dilation: ["dilation_rate"],
  bias: ["use_bias"],
  init: ["kernel_initializer", "depthwise_initializer", "weight_init", "initializer"],
};

/** A size for each axis of a picture; a sequence is a picture of height 1, for which `first` is the vertical size. */
export function pairOf(size: Sizes, first?: number): Pair {
  const [a, b] = typeof size === "number" ? [size, size] : size;
  return first === undefined ? [a ?? 1, b ?? a ?? 1] : [first, a ?? 1];
}

import { positiveInteger } from "@retrograd/layer-options";
import { defineLayer } from "@retrograd/plugin";
import { z } from "zod";
import { createConvolution } from "./convolution.js";
import { pictureShape } from "./pictures.js";
import { slidingOver } from "./sliding.js";
import {
  biasOption,
  convolutionAliases,
  dilationOption,
  initOption,
  kernelOption,
  paddingOption,
  pairOf,
  strideOption,
} from "./window-options.js";

/** Convolution of each channel by itself: `y[c m + k, i, j] = b[c m + k] + sum over u, v of W[c m + k, 0, u, v] x[c, i stride -
 *  padding + u dilation, ..]`, with m = multiplier filters for each channel.
 *  x: [batch, channels, height, width], W: [channels multiplier, 1, kernel, kernel], b: [channels multiplier]
 *  -> y: [batch, channels multiplier, height', width'], as Conv2D with as many groups as channels
 *  Source: F. Chollet, "Xception: Deep Learning with Depthwise Separable Convolutions", 2017 */
export const depthwiseConv2D = defineLayer({
  type: "DepthwiseConv2D",
  aliases: ["DepthwiseConv"],
  optionAliases: { ...convolutionAliases, filters: [], multiplier: ["depth_multiplier"] },
  summary: "Convolution of each channel of a picture by itself.",
  options: z.strictObject({
    kernel: kernelOption(2).default(3),
    multiplier: positiveInteger.default(1).describe("Number of filters for each channel."),
    stride: strideOption(2),
    padding: paddingOption(2),
    dilation: dilationOption(2),
    bias: biasOption,
    init: initOption,
  }),
  mainOption: "kernel",
  references: { init: "initializers" },
  examples: [
    { input: [2, 3, 4], output: [2, 1, 2] },
    {
      options: { kernel: 2, multiplier: 2, padding: "same", stride: 2 },
      input: [2, 3, 3],
      output: [4, 2, 2],
    },
  ],
  create({ kernel, multiplier, stride, padding, dilation, ...options }, inShape, ctx) {
    const picture = pictureShape(inShape);
    const [groups] = picture;
    const sliding = slidingOver(picture, {
      kernel: pairOf(kernel),
      stride: pairOf(stride),
      padding: padding === "same" ? padding : pairOf(padding),
      dilation: pairOf(dilation),
    });
    const filters = groups * multiplier;
    const outShape = [filters, ...sliding.counts];
    return createConvolution(
      { ...options, type: "DepthwiseConv2D", filters, groups, sliding, outShape, kernel: pairOf(kernel) },
      ctx,
    );
  },
});

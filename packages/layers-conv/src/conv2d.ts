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
  groupsOption,
  initOption,
  kernelOption,
  paddingOption,
  pairOf,
  strideOption,
} from "./window-options.js";

/** Convolution of pictures with learned filters, without flipping them:
 *  `y[f, i, j] = b[f] + sum over c, u, v of W[f, c, u, v] x[c, i stride - padding + u dilation, ..]`, x = 0 outside.
 *  x: [batch, channels, height, width], W: [filters, channels / groups, kernel, kernel], b: [filters]
 *  -> y: [batch, filters, height', width'], height' = floor((height + 2 padding - dilation (kernel - 1) - 1) / stride) + 1
 *  backward: dW, db and dx as a product of columns, see createConvolution
 *  Numbers are those of PyTorch's Conv2d. `padding: same` with a stride is that of Keras; PyTorch has none.
 *  Source: "Deep Learning from Scratch", chapter 7.4 */
export const conv2D = defineLayer({
  type: "Conv2D",
  aliases: ["Conv", "Convolution", "Convolution2D"],
  optionAliases: convolutionAliases,
  summary: "Convolution of pictures [channels, height, width] with learned filters.",
  options: z.strictObject({
    filters: positiveInteger.describe("Number of filters: channels of the output."),
    kernel: kernelOption(2).default(3),
    stride: strideOption(2),
    padding: paddingOption(2),
    dilation: dilationOption(2),
    groups: groupsOption,
    bias: biasOption,
    init: initOption,
  }),
  mainOption: "filters",
  references: { init: "initializers" },
  examples: [
    { options: { filters: 2 }, input: [1, 4, 4], output: [2, 2, 2] },
    { options: { filters: 3, kernel: 2, padding: "same", stride: 2 }, input: [2, 3, 4], output: [3, 2, 2] },
    {
      options: { filters: 4, kernel: [3, 2], padding: [1, 0], dilation: [1, 2], groups: 2, bias: false },
      input: [2, 3, 4],
      output: [4, 3, 2],
    },
    { options: { filters: 3, kernel: 1 }, input: [2, 2, 3], output: [3, 2, 3] },
  ],
  create({ kernel, stride, padding, dilation, ...options }, inShape, ctx) {
    const picture = pictureShape(inShape);
    const sliding = slidingOver(picture, {
      kernel: pairOf(kernel),
      stride: pairOf(stride),
      padding: padding === "same" ? padding : pairOf(padding),
      dilation: pairOf(dilation),
    });
    const outShape = [options.filters, ...sliding.counts];
    return createConvolution({ ...options, type: "Conv2D", sliding, outShape, kernel: pairOf(kernel) }, ctx);
  },
});

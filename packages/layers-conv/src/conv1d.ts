import { positiveInteger } from "@retrograd/layer-options";
import { defineLayer } from "@retrograd/plugin";
import { z } from "zod";
import { createConvolution } from "./convolution.js";
import { sequenceShape } from "./pictures.js";
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

/** Convolution of sequences with learned filters: `y[f, i] = b[f] + sum over c, u of W[f, c, u] x[c, i stride - padding + u
 *  dilation]`, x = 0 outside.
 *  x: [batch, channels, length], W: [filters, channels / groups, kernel], b: [filters] -> y: [batch, filters, length'],
 *  length' = floor((length + 2 padding - dilation (kernel - 1) - 1) / stride) + 1
 *  Numbers are those of PyTorch's Conv1d; Keras has the channels last.
 *  Source: A. Waibel et al., "Phoneme Recognition Using Time-Delay Neural Networks", 1989 */
export const conv1D = defineLayer({
  type: "Conv1D",
  aliases: ["Convolution1D"],
  optionAliases: convolutionAliases,
  summary: "Convolution of sequences [channels, length] with learned filters.",
  options: z.strictObject({
    filters: positiveInteger.describe("Number of filters: channels of the output."),
    kernel: kernelOption(1).default(3),
    stride: strideOption(1),
    padding: paddingOption(1),
    dilation: dilationOption(1),
    groups: groupsOption,
    bias: biasOption,
    init: initOption,
  }),
  mainOption: "filters",
  references: { init: "initializers" },
  examples: [
    { options: { filters: 2 }, input: [2, 5], output: [2, 3] },
    {
      options: { filters: 2, kernel: 2, padding: "same", stride: 2, groups: 2, bias: false },
      input: [2, 5],
      output: [2, 3],
    },
  ],
  create({ kernel, stride, padding, dilation, ...options }, inShape, ctx) {
    const [channels, length] = sequenceShape(inShape);
    const size = pairOf(kernel, 1);
    const sliding = slidingOver([channels, 1, length], {
      kernel: size,
      stride: pairOf(stride, 1),
      padding: padding === "same" ? padding : pairOf(padding, 0),
      dilation: pairOf(dilation, 1),
    });
    const outShape = [options.filters, sliding.counts[1]];
    return createConvolution({ ...options, type: "Conv1D", sliding, outShape, kernel: [size[1]] }, ctx);
  },
});

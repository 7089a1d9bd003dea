import { defineLayer } from "@retrograd/plugin";
import { z } from "zod";
import { createMaxPooling } from "./max-pooling.js";
import { sequenceShape } from "./pictures.js";
import { kernelOption, pairOf, poolAliases, poolPaddingOption, poolStrideOption } from "./window-options.js";

/** The largest number of each window of each channel: `y[c, i] = max over u of x[c, i stride - padding + u]`.
 *  x: [batch, channels, length] -> y: [batch, channels, length'],
 *  length' = floor((length + 2 padding - kernel) / stride) + 1
 *  backward: dx = dy at the largest number, the first of equals; 0 elsewhere. Padding is left out.
 *  Numbers are those of PyTorch's MaxPool1d. */
export const maxPool1D = defineLayer({
  type: "MaxPool1D",
  aliases: ["MaxPooling1D"],
  optionAliases: poolAliases,
  summary: "The largest number of each window of each channel of a sequence.",
  options: z.strictObject({
    kernel: kernelOption(1).default(2),
    stride: poolStrideOption(1),
    padding: poolPaddingOption(1),
  }),
  mainOption: "kernel",
  examples: [
    { input: [2, 5], output: [2, 2] },
    { options: { kernel: 3, stride: 1, padding: 1 }, input: [2, 4], output: [2, 4] },
  ],
  create({ kernel, stride, padding }, inShape) {
    const [channels, length] = sequenceShape(inShape);
    const sizes = {
      kernel: pairOf(kernel, 1),
      stride: pairOf(stride ?? kernel, 1),
      padding: pairOf(padding, 0),
    };
    return createMaxPooling("MaxPool1D", [channels, 1, length], sizes, ([, count]) => [channels, count]);
  },
});

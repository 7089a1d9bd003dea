import { defineLayer } from "@retrograd/plugin";
import { z } from "zod";
import { countPaddingOption, createAveragePooling } from "./average-pooling.js";
import { sequenceShape } from "./pictures.js";
import { kernelOption, pairOf, poolAliases, poolPaddingOption, poolStrideOption } from "./window-options.js";

/** Mean of each window of each channel: `y[c, i] = mean over u of x[c, i stride - padding + u]`.
 *  x: [batch, channels, length] -> y: [batch, channels, length'],
 *  length' = floor((length + 2 padding - kernel) / stride) + 1
 *  backward: dx = the sum of dy / count over the windows of each number
 *  Numbers are those of PyTorch's AvgPool1d: padding counts as zeros by default. */
export const avgPool1D = defineLayer({
  type: "AvgPool1D",
  aliases: ["AveragePooling1D"],
  optionAliases: { ...poolAliases, countPadding: ["count_include_pad"] },
  summary: "The mean of each window of each channel of a sequence.",
  options: z.strictObject({
    kernel: kernelOption(1).default(2),
    stride: poolStrideOption(1),
    padding: poolPaddingOption(1),
    countPadding: countPaddingOption,
  }),
  mainOption: "kernel",
  examples: [
    { input: [2, 5], output: [2, 2] },
    { options: { kernel: 3, stride: 2, padding: 1 }, input: [2, 4], output: [2, 2] },
  ],
  create({ kernel, stride, padding, countPadding }, inShape) {
    const [channels, length] = sequenceShape(inShape);
    const sizes = {
      kernel: pairOf(kernel, 1),
      stride: pairOf(stride ?? kernel, 1),
      padding: pairOf(padding, 0),
    };
    return createAveragePooling(
      "AvgPool1D",
      [channels, 1, length],
      { ...sizes, countPadding },
      ([, count]) => [channels, count],
    );
  },
});

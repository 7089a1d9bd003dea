import { defineLayer } from "@retrograd/plugin";
import { z } from "zod";
import { countPaddingOption, createAveragePooling } from "./average-pooling.js";
import { pictureShape } from "./pictures.js";
import { kernelOption, pairOf, poolAliases, poolPaddingOption, poolStrideOption } from "./window-options.js";

/** Mean of each window of each channel: `y[c, i, j] = mean over u, v of x[c, i stride - padding + u, ..]`.
 *  x: [batch, channels, height, width] -> y: [batch, channels, height', width'],
 *  height' = floor((height + 2 padding - kernel) / stride) + 1
 *  backward: dx = the sum of dy / count over the windows of each number
 *  Numbers are those of PyTorch's AvgPool2d: padding counts as zeros by default. */
export const avgPool2D = defineLayer({
  type: "AvgPool2D",
  aliases: ["AvgPool", "AveragePooling", "AveragePooling2D"],
  optionAliases: { ...poolAliases, countPadding: ["count_include_pad"] },
  summary: "The mean of each window of each channel.",
  options: z.strictObject({
    kernel: kernelOption(2).default(2),
    stride: poolStrideOption(2),
    padding: poolPaddingOption(2),
    countPadding: countPaddingOption,
  }),
  mainOption: "kernel",
  examples: [
    { input: [2, 4, 4], output: [2, 2, 2] },
    { options: { kernel: 3, stride: 2, padding: 1 }, input: [1, 5, 4], output: [1, 3, 2] },
    {
      options: { kernel: [2, 3], stride: 1, padding: [1, 0], countPadding: false },
      input: [2, 2, 4],
      output: [2, 3, 2],
    },
  ],
  create({ kernel, stride, padding, countPadding }, inShape) {
    const picture = pictureShape(inShape);
    const sizes = { kernel: pairOf(kernel), stride: pairOf(stride ?? kernel), padding: pairOf(padding) };
    return createAveragePooling("AvgPool2D", picture, { ...sizes, countPadding }, (counts) => [
      picture[0],
      ...counts,
    ]);
  },
});

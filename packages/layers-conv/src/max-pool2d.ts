import { defineLayer } from "@retrograd/plugin";
import { z } from "zod";
import { createMaxPooling } from "./max-pooling.js";
import { pictureShape } from "./pictures.js";
import { kernelOption, pairOf, poolAliases, poolPaddingOption, poolStrideOption } from "./window-options.js";

/** The largest number of each window of each channel: `y[c, i, j] = max over u, v of x[c, i stride - padding + u, ..]`.
 *  x: [batch, channels, height, width] -> y: [batch, channels, height', width'],
 *  height' = floor((height + 2 padding - kernel) / stride) + 1
 *  backward: dx = dy at the largest number, the first of equals; 0 elsewhere
 *  Padding is left out, as in PyTorch; zeros of the book's padding can be the largest.
 *  Source: "Deep Learning from Scratch", chapter 7.4.4 */
export const maxPool2D = defineLayer({
  type: "MaxPool2D",
  aliases: ["MaxPool", "MaxPooling", "MaxPooling2D", "Pooling"],
  optionAliases: poolAliases,
  summary: "The largest number of each window of each channel.",
  options: z.strictObject({
    kernel: kernelOption(2).default(2),
    stride: poolStrideOption(2),
    padding: poolPaddingOption(2),
  }),
  mainOption: "kernel",
  examples: [
    { input: [2, 4, 4], output: [2, 2, 2] },
    { options: { kernel: 3, stride: 2, padding: 1 }, input: [1, 5, 4], output: [1, 3, 2] },
    { options: { kernel: [2, 3], stride: 1 }, input: [2, 3, 4], output: [2, 2, 2] },
  ],
  create({ kernel, stride, padding }, inShape) {
    const picture = pictureShape(inShape);
    const sizes = { kernel: pairOf(kernel), stride: pairOf(stride ?? kernel), padding: pairOf(padding) };
    return createMaxPooling("MaxPool2D", picture, sizes, (counts) => [picture[0], ...counts]);
  },
});

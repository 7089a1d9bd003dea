import { noOptions } from "@retrograd/layer-options";
import { defineLayer } from "@retrograd/plugin";
import { createMaxPooling } from "./max-pooling.js";
import { positionsOf } from "./pictures.js";

/** The largest number of each channel: `y[c] = max over p of x[c, p]`.
 *  x: [batch, channels, ...] -> y: [batch, channels]
 *  backward: dx = dy at the largest number, the first of equals; 0 elsewhere
 *  Source: M. Oquab et al., "Is object localization for free?", 2015, section 3 */
export const globalMaxPool = defineLayer({
  type: "GlobalMaxPool",
  aliases: [
    "GlobalMaxPooling1D",
    "GlobalMaxPooling2D",
    "GlobalMaxPool1D",
    "GlobalMaxPool2D",
    { name: "AdaptiveMaxPool2D", caveat: "GlobalMaxPool gives one number for each channel" },
  ],
  summary: "The largest number of each channel.",
  options: noOptions,
  examples: [
    { input: [3, 2, 2], output: [3] },
    { input: [2, 5], output: [2] },
  ],
  create(_options, inShape) {
    const [channels, positions] = positionsOf(inShape);
    const whole = [1, positions] as const;
    const sizes = { kernel: whole, stride: whole, padding: [0, 0] as const };
    return createMaxPooling("GlobalMaxPool", [channels, 1, positions], sizes, () => [channels]);
  },
});

import { add, broadcastOthers, reshape, scale, sumAxis, zeros } from "@retrograd/core";
import { noOptions } from "@retrograd/layer-options";
import { defineLayer } from "@retrograd/plugin";
import { positionsOf } from "./pictures.js";

/** Mean of each channel over all its positions: `y[c] = 1/positions sum over p of x[c, p]`.
 *  x: [batch, channels, ...] -> y: [batch, channels]
 *  backward: dx = dy / positions at every position
 *  Source: M. Lin, Q. Chen, S. Yan, "Network In Network", 2014, section 3.2 */
export const globalAvgPool = defineLayer({
  type: "GlobalAvgPool",
  aliases: [
    "GlobalAveragePooling1D",
    "GlobalAveragePooling2D",
    "GlobalAvgPool1D",
    "GlobalAvgPool2D",
    { name: "AdaptiveAvgPool2D", caveat: "GlobalAvgPool gives one number for each channel" },
  ],
  summary: "The mean of each channel over all its positions.",
  options: noOptions,
  examples: [
    { input: [3, 2, 2], output: [3] },
    { input: [2, 5], output: [2] },
  ],
  // two channels of a picture of 2 x 2
  graphExample: { input: [2, 2, 2], x: [1, 2, 3, 4, 5, 5, 7, 7] },
  create(_options, inShape) {
    const [channels, positions] = positionsOf(inShape);
    return {
      type: "GlobalAvgPool",
      outShape: [channels],
      paramShapes: {},
      init: () => ({}),
      forward(_params, x) {
        const shape = [x.shape[0] ?? 0, channels, positions];
        return {
          y: scale(sumAxis(reshape(x, shape), 2), 1 / positions),
          backward(dy) {
            const dx = broadcastOthers(add, zeros(shape, x), scale(dy, 1 / positions), 2);
            return { dx: reshape(dx, x.shape), grads: {} };
          },
        };
      },
      graph: ({ x }) => {
        const rows = x.reshape([x.shape[0] ?? 0, channels, positions]);
        return { y: rows.sum(2).divide(positions) };
      },
    };
  },
});

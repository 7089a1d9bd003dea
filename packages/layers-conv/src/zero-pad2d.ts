import { pad, slice } from "@retrograd/core";
import { defineLayer } from "@retrograd/plugin";
import { z } from "zod";
import { pictureShape } from "./pictures.js";
import { type Pair, zerosOption } from "./window-options.js";

const pairOfSides = zerosOption(2);

/** Zeros around pictures.
 *  x: [batch, channels, height, width] -> y: [batch, channels, top + height + bottom, left + width + right]
 *  backward: dx = dy without the margin */
export const zeroPad2D = defineLayer({
  type: "ZeroPad2D",
  aliases: ["ZeroPadding2D"],
  optionAliases: { padding: ["pad"] },
  summary: "Zeros around pictures [channels, height, width].",
  options: z.strictObject({
    padding: z
      .union([pairOfSides, z.array(pairOfSides).length(2)], {
        error:
          "must be a whole number >= 0, a list [vertical, horizontal], or [[top, bottom], [left, right]]",
      })
      .describe(
        "Zeros on every side, or [vertical, horizontal], or [[top, bottom], [left, right]], as in Keras.",
      ),
  }),
  mainOption: "padding",
  examples: [
    { options: { padding: 1 }, input: [2, 2, 3], output: [2, 4, 5] },
    {
      options: {
        padding: [
          [0, 1],
          [2, 0],
        ],
      },
      input: [1, 2, 2],
      output: [1, 3, 4],
    },
  ],
  create({ padding }, inShape) {
    const [channels, height, width] = pictureShape(inShape);
    const [vertical, horizontal] = typeof padding === "number" ? [padding, padding] : padding;
    const [[top, bottom], [left, right]] = [sides(vertical), sides(horizontal)];
    return {
      type: "ZeroPad2D",
      outShape: [channels, top + height + bottom, left + width + right],
      paramShapes: {},
      init: () => ({}),
      forward: (_params, x) => ({
        y: pad(x, [
          [0, 0],
          [0, 0],
          [top, bottom],
          [left, right],
        ]),
        backward(dy) {
          const rows = slice(dy, 2, top, top + height);
          return { dx: slice(rows, 3, left, left + width), grads: {} };
        },
      }),
    };
  },
});

/** Zeros before and behind an axis. */
function sides(zeros: number | readonly number[] = 0): Pair {
  if (typeof zeros === "number") return [zeros, zeros];
  const [before = 0, behind = 0] = zeros;
  return [before, behind];
}

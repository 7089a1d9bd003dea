import { add, addScalar, clip, multiply, scale } from "@retrograd/core";
import { noOptions } from "@retrograd/layer-options";
import { defineLayer } from "@retrograd/plugin";
import { elementwise } from "./elementwise.js";
import { rampGradient, rampSide } from "./ramp.js";

const range = { low: -3, high: 3 };

/** Silu in pieces: `y = x h`, h = min(max(x + 3, 0), 6) / 6.
 *  x: [batch, ...] -> y: the same shape
 *  backward: dx = dy (h + x / 6 where -3 < x < 3)
 *  Source: A. Howard et al., "Searching for MobileNetV3", 2019, section 5.2 */
export const hardSwish = defineLayer({
  type: "HardSwish",
  aliases: ["HardSilu"],
  summary: "Silu in pieces: y = x min(max(x + 3, 0), 6) / 6.",
  options: noOptions,
  graphExample: { input: [4], x: [-4, -1, 1, 4] },
  create: (_options, inShape) =>
    elementwise("HardSwish", inShape, {
      forward(x) {
        const h = scale(clip(addScalar(x, 3), 0, 6), 1 / 6);
        return {
          y: multiply(x, h),
          gradient: (dy) => add(multiply(dy, h), scale(rampGradient(multiply(dy, x), x, range), 1 / 6)),
        };
      },
      side: rampSide(range),
      graph: ({ x }) => ({ y: x.multiply(x.add(3).maximum(0).minimum(6)).divide(6) }),
    }),
});

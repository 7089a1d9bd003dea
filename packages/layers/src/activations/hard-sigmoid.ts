import { addScalar, clip, scale } from "@retrograd/core";
import { noOptions } from "@retrograd/layer-options";
import { defineLayer } from "@retrograd/plugin";
import { elementwise } from "./elementwise.js";
import { rampGradient, rampSide } from "./ramp.js";

const range = { low: -3, high: 3 };

/** Sigmoid in straight pieces: `y = min(max(x + 3, 0), 6) / 6`.
 *  x: [batch, ...] -> y: the same shape
 *  backward: dx = dy / 6 where -3 < x < 3, else 0
 *  PyTorch and Keras 3 have the same; Keras 2 has the slope 1/5.
 *  Source: A. Howard et al., "Searching for MobileNetV3", 2019, section 5.2 */
export const hardSigmoid = defineLayer({
  type: "HardSigmoid",
  summary: "Sigmoid in straight pieces: y = min(max(x + 3, 0), 6) / 6.",
  options: noOptions,
  graphExample: { input: [4], x: [-4, -1, 1, 4] },
  create: (_options, inShape) =>
    elementwise("HardSigmoid", inShape, {
      forward: (x) => ({
        y: scale(clip(addScalar(x, 3), 0, 6), 1 / 6),
        gradient: (dy) => scale(rampGradient(dy, x, range), 1 / 6),
      }),
      side: rampSide(range),
      units: {
        inactive: "saturated",
        activeIn: ({ data }) => Uint8Array.from(data, (y) => (y > 0 && y < 1 ? 1 : 0)),
      },
      graph: ({ x }) => ({ y: x.add(3).maximum(0).minimum(6).divide(6) }),
    }),
});

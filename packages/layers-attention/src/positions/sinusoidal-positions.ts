import { addRow, cos, reshape, sin, tensor } from "@retrograd/core";
import { defineLayer } from "@retrograd/plugin";
import { z } from "zod";
import { anglesOf } from "./angles.js";
import { baseOption } from "./base-option.js";
import { stepsOf } from "./steps.js";

/** Adds a fixed wave for each position: `y[t] = x[t] + p[t]`, with `p[t, 2 i] = sin(t / base^(2 i / size))` and
 *  `p[t, 2 i + 1] = cos(t / base^(2 i / size))`.
 *  x: [batch, time, size] -> y: the same shape
 *  backward: dx = dy
 *  Source: arXiv:1706.03762, section 3.5 */
export const sinusoidalPositions = defineLayer({
  type: "SinusoidalPositions",
  aliases: ["PositionalEncoding", "SinePositionEncoding"],
  optionAliases: { base: ["max_wavelength"] },
  summary: "Adds a fixed wave for each position.",
  options: z.strictObject({ base: baseOption }),
  mainOption: "base",
  examples: [{ input: [4, 3] }, { input: [5, 6], options: { base: 100 } }],
  create({ base }, inShape, ctx) {
    const { time, size } = stepsOf(inShape);
    const angles = anglesOf({ time, size, base }, ctx);
    const sines = Array.from(sin(angles).data);
    const cosines = Array.from(cos(angles).data);
    const half = angles.shape[1] ?? 1;
    const waves = Float64Array.from({ length: time * size }, (_, i) => {
      const [t, j] = [Math.floor(i / size), i % size];
      return (j % 2 === 0 ? sines : cosines)[t * half + Math.floor(j / 2)] ?? 0;
    });
    const row = tensor(waves, [time * size], ctx);
    return {
      type: "SinusoidalPositions",
      outShape: inShape,
      paramShapes: {},
      mask: "keeps",
      init: () => ({}),
      forward: (_params, x) => ({
        y: reshape(addRow(reshape(x, [x.shape[0] ?? 0, time * size]), row), x.shape),
        backward: (dy) => ({ dx: dy, grads: {} }),
      }),
    };
  },
});

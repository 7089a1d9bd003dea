import { clip } from "@retrograd/core";
import { defineLayer } from "@retrograd/plugin";
import { z } from "zod";
import { elementwise } from "./elementwise.js";
import { rampGradient, rampSide } from "./ramp.js";

/** Clips each number to a range: `y = min(max(x, low), high)`.
 *  x: [batch, ...] -> y: the same shape
 *  backward: dx = dy where low < x < high, else 0
 *  Source: R. Collobert, "Large Scale Machine Learning", 2004, and PyTorch's Hardtanh */
export const hardTanh = defineLayer({
  type: "HardTanh",
  aliases: [{ name: "Relu6", caveat: "write { HardTanh: { low: 0, high: 6 } }" }, "Clip", "Clamp"],
  optionAliases: { low: ["min_val", "min"], high: ["max_val", "max"] },
  summary: "Clips each number to a range: y = min(max(x, low), high).",
  options: z
    .strictObject({
      low: z.number("must be a number").default(-1).describe("Smallest output."),
      high: z.number("must be a number").default(1).describe("Largest output, above low."),
    })
    .refine(({ low, high }) => low < high, { message: 'must be above "low"', path: ["high"] }),
  examples: [{ input: [6] }, { input: [2, 3] }, { options: { low: -0.5, high: 1.5 }, input: [4] }],
  graphExample: { input: [4], x: [-2, -0.5, 0.5, 3] },
  create: (range, inShape) =>
    elementwise("HardTanh", inShape, {
      forward: (x) => ({
        y: clip(x, range.low, range.high),
        gradient: (dy) => rampGradient(dy, x, range),
      }),
      side: rampSide(range),
      units: {
        inactive: "saturated",
        activeIn: ({ data }) => Uint8Array.from(data, (y) => (y > range.low && y < range.high ? 1 : 0)),
      },
      graph: ({ x, dy }) => ({
        y: x.maximum(range.low).minimum(range.high),
        gradients: { x: dy.where(x.greater(range.low)).where(x.multiply(-1).greater(-range.high)) },
      }),
    }),
});

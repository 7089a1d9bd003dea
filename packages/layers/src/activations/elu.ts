import { add, addScalar, clip, expm1, multiply, relu, scale, type Tensor, where } from "@retrograd/core";
import { constant, defineLayer, type LayerGraph, type LayerLeaves } from "@retrograd/plugin";
import { z } from "zod";
import { elementwise } from "./elementwise.js";

/** Exponential linear unit: `y = x where x > 0, else alpha (e^x - 1)`.
 *  x: [batch, ...] -> y: the same shape
 *  backward: dx = dy where x > 0, else dy (y + alpha)
 *  Source: D.-A. Clevert, T. Unterthiner, S. Hochreiter, "Fast and Accurate Deep Network Learning by Exponential Linear
 *  Units (ELUs)", 2015 */
export const elu = defineLayer({
  type: "Elu",
  aliases: ["ExponentialLinearUnit"],
  summary: "Exponential linear unit: y = x where x > 0, else alpha (e^x - 1).",
  options: z.strictObject({
    alpha: z
      .number("must be a number > 0")
      .positive("must be a number > 0")
      .default(1)
      .describe("The output goes down to -alpha."),
  }),
  mainOption: "alpha",
  examples: [{ input: [6] }, { input: [2, 3] }, { options: { alpha: 0.5 }, input: [4] }],
  graphExample: { input: [3], x: [1, -0.5, -2] },
  create: ({ alpha }, inShape) =>
    elementwise("Elu", inShape, {
      forward: (x) => exponentialUnit(x, alpha, 1),
      side: (x) => (x > 0 ? 1 : 0),
      graph: (leaves) => exponentialGraph(leaves, alpha, 1),
    }),
});

/** `y = gain x where x > 0, else gain alpha (e^x - 1)`, and its gradient. */
export function exponentialUnit(x: Tensor, alpha: number, gain: number) {
  const positive = relu(x);
  const bent = scale(expm1(clip(x, -Infinity, 0)), gain * alpha);
  return {
    y: add(scale(positive, gain), bent),
    gradient: (dy: Tensor) => where(positive, scale(dy, gain), multiply(dy, addScalar(bent, gain * alpha))),
  };
}

/** The graph of `exponentialUnit`. */
export function exponentialGraph({ x, dy }: LayerLeaves, alpha: number, gain: number): LayerGraph {
  const negative = constant(0).greater(x);
  const y = x
    .maximum(0)
    .multiply(gain)
    .add(
      x
        .exp()
        .subtract(1)
        .multiply(gain * alpha)
        .where(negative),
    );
  const slope = x
    .exp()
    .multiply(gain * alpha)
    .where(negative)
    .add(constant(gain).where(x.greater(0)));
  return { y, gradients: { x: dy.multiply(slope) } };
}

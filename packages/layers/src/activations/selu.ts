import { noOptions } from "@retrograd/layer-options";
import { defineLayer } from "@retrograd/plugin";
import { elementwise } from "./elementwise.js";
import { exponentialGraph, exponentialUnit } from "./elu.js";

const alpha = 1.6732632423543772;
const gain = 1.0507009873554805;

/** Scaled exponential linear unit: `y = gain x where x > 0, else gain alpha (e^x - 1)`, with alpha = 1.67326... and
 *  gain = 1.05070..., for which mean 0 and variance 1 are a fixed point from layer to layer with weights of
 *  `init: Xavier`.
 *  x: [batch, ...] -> y: the same shape
 *  backward: dx = gain dy where x > 0, else dy (y + gain alpha)
 *  Source: G. Klambauer et al., "Self-Normalizing Neural Networks", 2017, equation 2 */
export const selu = defineLayer({
  type: "Selu",
  aliases: ["ScaledExponentialLinearUnit"],
  summary:
    "Scaled exponential linear unit: 1.0507 Elu(x) with alpha 1.6733, which keeps mean 0 and variance 1.",
  options: noOptions,
  graphExample: { input: [3], x: [1, -0.5, -2] },
  create: (_options, inShape) =>
    elementwise("Selu", inShape, {
      forward: (x) => exponentialUnit(x, alpha, gain),
      side: (x) => (x > 0 ? 1 : 0),
      graph: (leaves) => exponentialGraph(leaves, alpha, gain),
    }),
});

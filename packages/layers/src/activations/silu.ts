import { multiply, sigmoid, siluGradient } from "@retrograd/core";
import { noOptions } from "@retrograd/layer-options";
import { constant, defineLayer } from "@retrograd/plugin";
import { elementwise } from "./elementwise.js";

/** Sigmoid linear unit: `y = x s`, s = 1 / (1 + e^-x). Also called Swish.
 *  x: [batch, ...] -> y: the same shape
 *  backward: dx = dy s (1 + x (1 - s))
 *  Source: S. Elfwing, E. Uchibe, K. Doya, "Sigmoid-Weighted Linear Units for Neural Network Function Approximation in
 *  Reinforcement Learning", 2017 */
export const silu = defineLayer({
  type: "Silu",
  aliases: [
    {
      name: "Swish",
      caveat: "Silu is Swish with a beta of 1; examples/custom-layer has one with a learned beta",
    },
  ],
  summary: "Sigmoid linear unit: y = x / (1 + e^-x). Also called Swish.",
  options: noOptions,
  graphExample: { input: [3], x: [-1, 1, 2] },
  create: (_options, inShape) =>
    elementwise("Silu", inShape, {
      forward: (x) => ({ y: multiply(x, sigmoid(x)), gradient: (dy) => siluGradient(dy, x) }),
      graph({ x, dy }) {
        const s = x.multiply(-1).exp().add(1).reciprocal();
        const slope = s.multiply(x.multiply(constant(1).subtract(s)).add(1));
        return { y: x.multiply(s), gradients: { x: dy.multiply(slope) } };
      },
    }),
});

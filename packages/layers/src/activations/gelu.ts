import {
  add,
  addScalar,
  erf,
  geluGradient,
  multiply,
  scale,
  square,
  type Tensor,
  tanh,
  tanhGradient,
} from "@retrograd/core";
import { defineLayer, type LayerGraph, type LayerLeaves } from "@retrograd/plugin";
import { z } from "zod";
import { elementwise } from "./elementwise.js";

const rate = Math.sqrt(2 / Math.PI);
const cubic = 0.044715;

/** Gaussian error linear unit: `y = x Phi(x)`, with the distribution function of the standard normal distribution,
 *  Phi(x) = (1 + erf(x / sqrt 2)) / 2. With `approximate: tanh`: y = x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))), as in
 *  GPT-2; it differs by less than 0.0005.
 *  x: [batch, ...] -> y: the same shape
 *  backward: dx = dy (Phi(x) + x phi(x)), with the density phi
 *  Source: D. Hendrycks, K. Gimpel, "Gaussian Error Linear Units (GELUs)", 2016; PyTorch and Keras have the same default */
export const gelu = defineLayer({
  type: "Gelu",
  aliases: [
    { name: "NewGelu", caveat: "write { Gelu: tanh } for the approximation of GPT-2" },
    { name: "QuickGelu", caveat: "Gelu is not x / (1 + e^(-1.702 x))" },
  ],
  summary: "Gaussian error linear unit: y = x times the normal distribution function of x.",
  options: z.strictObject({
    approximate: z
      .enum(["none", "tanh"])
      .default("none")
      .describe("none: exact, with the error function. tanh: the approximation of GPT-2."),
  }),
  mainOption: "approximate",
  examples: [{ input: [6] }, { input: [2, 3] }, { options: { approximate: "tanh" }, input: [6] }],
  graphExample: { input: [3], x: [-1, 0.5, 2] },
  create: ({ approximate }, inShape) =>
    elementwise(
      "Gelu",
      inShape,
      approximate === "tanh"
        ? { forward: byTanh, graph: graphByTanh }
        : {
            forward: (x) => ({
              y: scale(multiply(x, addScalar(erf(scale(x, Math.SQRT1_2)), 1)), 0.5),
              gradient: (dy) => geluGradient(dy, x),
            }),
            graph: ({ x }) => ({ y: x.multiply(x.multiply(Math.SQRT1_2).erf().add(1)).divide(2) }),
          },
    ),
});

function byTanh(x: Tensor) {
  const squares = square(x);
  const t = tanh(multiply(scale(x, rate), addScalar(scale(squares, cubic), 1)));
  const half = scale(addScalar(t, 1), 0.5);
  return {
    y: multiply(x, half),
    gradient(dy: Tensor) {
      // x / 2 times the derivative of the argument of tanh
      const inner = multiply(scale(x, rate / 2), addScalar(scale(squares, 3 * cubic), 1));
      return multiply(dy, add(half, tanhGradient(inner, t)));
    },
  };
}

function graphByTanh({ x }: LayerLeaves): LayerGraph {
  const t = x.multiply(rate).multiply(x.square().multiply(cubic).add(1)).tanh();
  return { y: x.multiply(t.add(1)).divide(2) };
}

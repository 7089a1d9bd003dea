import { multiply, scale, sigmoid, softplus as smooth } from "@retrograd/core";
import { defineLayer } from "@retrograd/plugin";
import { z } from "zod";
import { elementwise } from "./elementwise.js";

/** Softplus: `y = ln(1 + e^(beta x)) / beta`, a smooth Relu that is always above 0.
 *  x: [batch, ...] -> y: the same shape
 *  backward: dx = dy / (1 + e^(-beta x))
 *  PyTorch returns x itself where beta x is above 20, which differs by less than 3e-9.
 *  Source: C. Dugas et al., "Incorporating Second-Order Functional Knowledge for Better Option Pricing", 2000 */
export const softplus = defineLayer({
  type: "Softplus",
  aliases: ["SmoothRelu"],
  summary: "Softplus: y = ln(1 + e^(beta x)) / beta, a smooth Relu.",
  options: z.strictObject({
    beta: z
      .number("must be a number > 0")
      .positive("must be a number > 0")
      .default(1)
      .describe("The larger, the nearer to Relu."),
  }),
  mainOption: "beta",
  examples: [{ input: [6] }, { input: [2, 3] }, { options: { beta: 2 }, input: [4] }],
  graphExample: { input: [3], x: [-1, 1, 2] },
  create: ({ beta }, inShape) =>
    elementwise("Softplus", inShape, {
      forward(x) {
        const scaled = scale(x, beta);
        return {
          y: scale(smooth(scaled), 1 / beta),
          gradient: (dy) => multiply(dy, sigmoid(scaled)),
        };
      },
      graph({ x, dy }) {
        const y = x.multiply(beta).exp().add(1).log();
        const slope = x.multiply(-beta).exp().add(1);
        return { y: beta === 1 ? y : y.divide(beta), gradients: { x: dy.divide(slope) } };
      },
    }),
});

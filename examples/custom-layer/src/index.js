import { add, map, multiply, scale, sigmoid, sum, tensor } from "@retrograd/core";
import { constant, defineLayer, definePlugin } from "@retrograd/plugin";
import { z } from "zod";

/** Swish with a learned slope: `y = x s`, s = 1 / (1 + e^(-beta x)). Also called SiLU where beta is 1.
 *  x: [batch, ...], beta: [1] -> y: the shape of x
 *  backward: dx = dy (s + beta x s (1 - s)), dbeta = sum of dy x^2 s (1 - s)
 *  Source: P. Ramachandran, B. Zoph, Q. V. Le, "Searching for Activation Functions", 2017 */
export const swish = defineLayer({
  type: "Swish",
  summary: "y = x / (1 + e^(-beta x)), with beta learned.",
  options: z.strictObject({
    beta: z.number("must be a number").default(1).describe("First value of the slope."),
  }),
  mainOption: "beta",
  create: ({ beta }, inShape, ctx) => ({
    type: "Swish",
    outShape: inShape,
    paramShapes: { beta: [1] },
    init: () => ({ beta: tensor([beta], [1], ctx) }),
    forward(params, x) {
      const slope = params.beta.data[0];
      const s = sigmoid(scale(x, slope));
      return {
        y: multiply(x, s),
        backward(dy) {
          // x times the derivative of s by beta x
          const bend = multiply(
            x,
            map(s, (p) => p * (1 - p)),
          );
          const dbeta = sum(multiply(dy, multiply(x, bend)));
          return {
            dx: multiply(dy, add(s, scale(bend, slope))),
            grads: { beta: tensor([dbeta], [1], x) },
          };
        },
      };
    },
    // the same once more, for `retrograd explain Swish` and as a second proof
    graph({ x, beta, dy }) {
      const s = x.multiply(beta).multiply(-1).exp().add(1).reciprocal();
      const bend = beta.multiply(x).multiply(s).multiply(constant(1).subtract(s));
      return { y: x.multiply(s), gradients: { x: dy.multiply(s.add(bend)) } };
    },
  }),
});

export default definePlugin({ name: "@retrograd-examples/swish", version: "0.0.0", layers: [swish] });

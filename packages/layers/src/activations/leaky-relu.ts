import { relu, scale, where } from "@retrograd/core";
import { constant, defineLayer } from "@retrograd/plugin";
import { z } from "zod";
import { elementwise } from "./elementwise.js";

/** Leaky rectified linear unit: `y = x where x > 0, else slope x`. A unit is never dead.
 *  x: [batch, ...] -> y: the same shape
 *  backward: dx = dy where x > 0, else slope dy
 *  The default slope is that of PyTorch; that of Keras is 0.3.
 *  Source: A. Maas, A. Hannun, A. Ng, "Rectifier Nonlinearities Improve Neural Network Acoustic Models", 2013 */
export const leakyRelu = defineLayer({
  type: "LeakyRelu",
  aliases: ["LRelu"],
  optionAliases: { slope: ["negative_slope", "alpha", "leak"] },
  summary: "Leaky rectified linear unit: y = x where x > 0, else slope x.",
  options: z.strictObject({
    slope: z.number("must be a number").default(0.01).describe("Slope below 0."),
  }),
  mainOption: "slope",
  examples: [{ input: [6] }, { input: [2, 3] }, { options: { slope: 0.3 }, input: [4] }],
  graphExample: { options: { slope: 0.1 }, input: [2], x: [1, -0.5, -2, 3] },
  create: ({ slope }, inShape) =>
    elementwise("LeakyRelu", inShape, {
      forward(x) {
        const positive = relu(x);
        return {
          y: where(positive, x, scale(x, slope)),
          gradient: (dy) => where(positive, dy, scale(dy, slope)),
        };
      },
      side: (x) => (x > 0 ? 1 : 0),
      graph({ x, dy }) {
        const [positive, negative] = [x.greater(0), constant(0).greater(x)];
        return {
          y: x.where(positive).add(x.multiply(slope).where(negative)),
          gradients: { x: dy.where(positive).add(dy.multiply(slope).where(constant(1).subtract(positive))) },
        };
      },
    }),
});

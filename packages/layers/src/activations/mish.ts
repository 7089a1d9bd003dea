import { add, multiply, sigmoid, softplus, tanh, tanhGradient } from "@retrograd/core";
import { noOptions } from "@retrograd/layer-options";
import { defineLayer } from "@retrograd/plugin";
import { elementwise } from "./elementwise.js";

/** Mish: `y = x t`, t = tanh(ln(1 + e^x)).
 *  x: [batch, ...] -> y: the same shape
 *  backward: dx = dy (t + x (1 - t^2) / (1 + e^-x))
 *  Source: D. Misra, "Mish: A Self Regularized Non-Monotonic Activation Function", 2019 */
export const mish = defineLayer({
  type: "Mish",
  summary: "Mish: y = x tanh(ln(1 + e^x)).",
  options: noOptions,
  graphExample: { input: [3], x: [-1, 1, 2] },
  create: (_options, inShape) =>
    elementwise("Mish", inShape, {
      forward(x) {
        const t = tanh(softplus(x));
        return {
          y: multiply(x, t),
          gradient: (dy) => multiply(dy, add(t, tanhGradient(multiply(x, sigmoid(x)), t))),
        };
      },
      graph: ({ x }) => ({ y: x.multiply(x.exp().add(1).log().tanh()) }),
    }),
});

import { tanh as hyperbolic, tanhGradient } from "@retrograd/core";
import { noOptions } from "@retrograd/layer-options";
import { constant, defineLayer } from "@retrograd/plugin";
import { elementwise } from "./elementwise.js";

// a hundredth of the steepest slope, 1
const flat = 0.01;

/** Hyperbolic tangent: `y = tanh x`, from -1 to 1.
 *  x: [batch, ...] -> y: the same shape
 *  backward: dx = dy (1 - y^2)
 *  Source: Y. LeCun et al., "Efficient BackProp", 1998, section 4.4 */
export const tanh = defineLayer({
  type: "Tanh",
  aliases: ["HyperbolicTangent"],
  summary: "Hyperbolic tangent: y = tanh x, from -1 to 1.",
  options: noOptions,
  graphExample: { input: [3], x: [-1, 0.5, 2] },
  create: (_options, inShape) =>
    elementwise("Tanh", inShape, {
      forward(x) {
        const y = hyperbolic(x);
        return { y, gradient: (dy) => tanhGradient(dy, y) };
      },
      units: {
        inactive: "saturated",
        activeIn: ({ data }) => Uint8Array.from(data, (y) => (1 - y * y >= flat ? 1 : 0)),
      },
      graph({ x, dy }) {
        const y = x.tanh();
        return { y, gradients: { x: dy.multiply(constant(1).subtract(y.square())) } };
      },
    }),
});

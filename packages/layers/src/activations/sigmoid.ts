import { sigmoid as logistic, sigmoidGradient } from "@retrograd/core";
import { noOptions } from "@retrograd/layer-options";
import { constant, defineLayer } from "@retrograd/plugin";

// a hundredth of the steepest slope, 1/4: beyond some 6 to either side of 0
const flat = 0.0025;

/** Logistic sigmoid: `y = 1 / (1 + e^-x)`, without overflow at any x.
 *  x: [batch, ...] -> y: the same shape
 *  backward: dx = dy y (1 - y)
 *  Source: "Deep Learning from Scratch", chapter 5.5.2 */
export const sigmoid = defineLayer({
  type: "Sigmoid",
  summary: "Logistic sigmoid: y = 1 / (1 + e^-x).",
  options: noOptions,
  // "Deep Learning from Scratch", chapter 3.2.4
  graphExample: { input: [3], x: [-1, 1, 2] },
  create: (_options, inShape) => ({
    type: "Sigmoid",
    outShape: inShape,
    paramShapes: {},
    mask: "keeps",
    init: () => ({}),
    forward(_params, x) {
      const y = logistic(x);
      return { y, backward: (dy) => ({ dx: sigmoidGradient(dy, y), grads: {} }) };
    },
    units: {
      inactive: "saturated",
      activeIn: ({ data }) => Uint8Array.from(data, (y) => (y * (1 - y) >= flat ? 1 : 0)),
    },
    graph({ x, dy }) {
      const y = x.multiply(-1).exp().add(1).reciprocal();
      return { y, gradients: { x: dy.multiply(y).multiply(constant(1).subtract(y)) } };
    },
  }),
});

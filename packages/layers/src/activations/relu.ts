import { relu as rectify, reluGradient } from "@retrograd/core";
import { noOptions } from "@retrograd/layer-options";
import { defineLayer } from "@retrograd/plugin";

/** Rectified linear unit: `y = x where x > 0, else 0`.
 *  x: [batch, ...] -> y: the same shape
 *  backward: dx = dy where x > 0, else 0
 *  Source: "Deep Learning from Scratch", chapter 5.5.1 */
export const relu = defineLayer({
  type: "Relu",
  summary: "Rectified linear unit: y = x where x > 0, else 0.",
  options: noOptions,
  // "Deep Learning from Scratch", chapter 5.5.1
  graphExample: { input: [2], x: [1, -0.5, -2, 3] },
  create: (_options, inShape) => ({
    type: "Relu",
    outShape: inShape,
    paramShapes: {},
    mask: "keeps",
    init: () => ({}),
    forward: (_params, x) => ({
      y: rectify(x),
      backward: (dy) => ({ dx: reluGradient(dy, x), grads: {} }),
    }),
    branches: (_params, { data }) => {
      // a plain loop: a gradient check asks at every step
      const sides = new Uint8Array(data.length);
      for (let i = 0; i < sides.length; i++) sides[i] = (data[i] ?? 0) > 0 ? 1 : 0;
      return sides;
    },
    units: { inactive: "dead", activeIn: ({ data }) => data },
    graph: ({ x, dy }) => ({ y: x.maximum(0), gradients: { x: dy.where(x.greater(0)) } }),
  }),
});

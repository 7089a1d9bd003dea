import { relu as rectify, reluGradient } from "@retrograd/core";
import type { LayerDefinition } from "@retrograd/network";
import { noOptions } from "./schemas.js";

/** Rectified linear unit: `y = x where x > 0, else 0`.
 *  x: [batch, ...] -> y: the same shape
 *  backward: dx = dy where x > 0, else 0
 *  Source: "Deep Learning from Scratch", chapter 5.5.1 */
export const relu: LayerDefinition<Record<string, never>> = {
  type: "Relu",
  summary: "Rectified linear unit: y = x where x > 0, else 0.",
  options: noOptions,
  create: (_options, inShape) => ({
    type: "Relu",
    outShape: inShape,
    paramShapes: {},
    init: () => ({}),
    forward: (_params, x) => ({
      y: rectify(x),
      backward: (dy) => ({ dx: reluGradient(dy, x), grads: {} }),
    }),
    branches: (_params, x) => Uint8Array.from(x.data, (value) => (value > 0 ? 1 : 0)),
  }),
};

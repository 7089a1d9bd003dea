import { add as sumOf } from "@retrograd/core";
import { noOptions } from "@retrograd/layer-options";
import { defineJoint } from "@retrograd/plugin";
import { equalShapes } from "./equal-shapes.js";

/** Sum of its inputs: `y = x1 + x2 + ...`. Ends a residual block.
 *  xs: each [batch, ...] of one shape -> y: the same shape
 *  backward: dx_k = dy
 *  Source: He et al., "Deep Residual Learning for Image Recognition", 2015, equation 1 */
export const add = defineJoint({
  type: "Add",
  aliases: ["Addition", "Sum", "ElementwiseAdd"],
  summary: "Sum of its inputs: y = x1 + x2 + ... They must have one shape.",
  options: noOptions,
  createJoint: (_options, inShapes) => ({
    type: "Add",
    inShapes,
    outShape: equalShapes(inShapes),
    mask: "keeps",
    paramShapes: {},
    init: () => ({}),
    join: (_params, xs) => ({
      y: xs.reduce((sum, x) => sumOf(sum, x)),
      backward: (dy) => ({ dxs: xs.map(() => dy), grads: {} }),
    }),
  }),
});

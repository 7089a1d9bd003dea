import { multiply as productOf, type Tensor } from "@retrograd/core";
import { noOptions } from "@retrograd/layer-options";
import { defineJoint } from "@retrograd/plugin";
import { equalShapes } from "./equal-shapes.js";

/** Product of its inputs, element by element: `y = x1 x2 ...`. A gate multiplies by the output of a Sigmoid.
 *  xs: each [batch, ...] of one shape -> y: the same shape
 *  backward: dx_k = dy times the product of the other inputs
 *  Source: Srivastava et al., "Highway Networks", 2015, equation 3 */
export const multiply = defineJoint({
  type: "Multiply",
  aliases: ["Mul", "Hadamard", "Gate"],
  summary: "Product of its inputs, element by element: y = x1 x2 ... They must have one shape.",
  options: noOptions,
  createJoint: (_options, inShapes) => ({
    type: "Multiply",
    inShapes,
    outShape: equalShapes(inShapes),
    mask: "keeps",
    paramShapes: {},
    init: () => ({}),
    join: (_params, xs) => ({
      y: product(xs),
      backward: (dy) => ({
        dxs: xs.map((_, k) => product([dy, ...xs.filter((_other, j) => j !== k)])),
        grads: {},
      }),
    }),
  }),
});

function product(xs: readonly Tensor[]): Tensor {
  return xs.reduce((result, x) => productOf(result, x));
}

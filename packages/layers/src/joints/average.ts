import { add, scale } from "@retrograd/core";
import { noOptions } from "@retrograd/layer-options";
import { defineJoint } from "@retrograd/plugin";
import { equalShapes } from "./equal-shapes.js";

/** Mean of its n inputs: `y = (x1 + x2 + ...) / n`.
 *  xs: each [batch, ...] of one shape -> y: the same shape
 *  backward: dx_k = dy / n */
export const average = defineJoint({
  type: "Average",
  aliases: ["Mean", "ElementwiseAverage"],
  summary: "Mean of its inputs. They must have one shape.",
  options: noOptions,
  createJoint: (_options, inShapes) => ({
    type: "Average",
    inShapes,
    outShape: equalShapes(inShapes),
    mask: "keeps",
    paramShapes: {},
    init: () => ({}),
    join: (_params, xs) => ({
      y: scale(
        xs.reduce((sum, x) => add(sum, x)),
        1 / xs.length,
      ),
      backward(dy) {
        const dx = scale(dy, 1 / xs.length);
        return { dxs: xs.map(() => dx), grads: {} };
      },
    }),
  }),
});

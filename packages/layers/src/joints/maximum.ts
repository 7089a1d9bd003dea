import { greater, maximum as largerOf, type Tensor, where, zeros } from "@retrograd/core";
import { noOptions } from "@retrograd/layer-options";
import { defineJoint, type JointForward } from "@retrograd/plugin";
import { equalShapes } from "./equal-shapes.js";

/** Largest of its inputs, element by element: `y = max(x1, x2, ...)`.
 *  xs: each [batch, ...] of one shape -> y: the same shape
 *  backward: dx_k = dy where x_k is the largest, the first of them where several are
 *  Source: I. Goodfellow et al., "Maxout Networks", 2013 */
export const maximum = defineJoint({
  type: "Maximum",
  aliases: ["Max", "ElementwiseMax", "Maxout"],
  summary: "Largest of its inputs, element by element. They must have one shape.",
  options: noOptions,
  createJoint: (_options, inShapes) => ({
    type: "Maximum",
    inShapes,
    outShape: equalShapes(inShapes),
    mask: "keeps",
    paramShapes: {},
    init: () => ({}),
    join: (_params, xs) => join(xs),
  }),
});

function join([first, ...others]: readonly Tensor[]): JointForward<Record<never, Tensor>> {
  if (first === undefined) throw new Error("a joint has inputs");
  let y = first;
  // where each input is larger than all before it
  const wins = others.map((x) => {
    const isLarger = greater(x, y);
    y = largerOf(y, x);
    return isLarger;
  });
  return {
    y,
    branches: () => wins.flatMap(({ data }) => Array.from(data)),
    backward(dy) {
      const none = zeros(dy.shape, dy);
      const dxs: Tensor[] = [];
      let rest = dy;
      for (const isLarger of [...wins].reverse()) {
        dxs.unshift(where(isLarger, rest, none));
        rest = where(isLarger, none, rest);
      }
      return { dxs: [rest, ...dxs], grads: {} };
    },
  };
}

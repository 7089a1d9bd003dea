import { formatShape, RetrogradError, type Shape } from "@retrograd/core";
import { type BuildContext, defineJoint, type Joint } from "@retrograd/plugin";
import { z } from "zod";
import { stepsOf } from "../positions/steps.js";
import { scoreMask } from "./attention-mask.js";
import {
  type AttentionOptions,
  attentionAliases,
  attentionOptions,
  checkHeads,
} from "./attention-options.js";
import { type AttentionParams, attentionShapes, initAttention, multiHead } from "./multi-head.js";

/** Attention of each step of the first input to the steps of the second, with several heads, such as of a decoder to an encoder:
 *  `y = concat of heads(softmax(q k^T / sqrt(width / heads)) v) Wo + bo`, with `q = x1 Wq + bq`, `k = x2 Wk`, `v = x2 Wv + bv`.
 *  x1: [batch, time, width], x2: [batch, times, other] -> y: [batch, time, width]
 *  Wq, Wo: [width, width], Wk, Wv: [other, width], biases [width]
 *  Padded steps of the second input are seen by none; the output has the padding of the first.
 *  Source: arXiv:1706.03762, section 3.2; PyTorch MultiheadAttention, without its bias of keys */
export const crossAttention = defineJoint({
  type: "CrossAttention",
  aliases: ["EncoderDecoderAttention", "MultiHeadCrossAttention"],
  optionAliases: attentionAliases,
  summary: "Attention of each step of the first input to the steps of the second, with several heads.",
  options: z.strictObject(attentionOptions),
  mainOption: "heads",
  references: { init: "initializers" },
  examples: [
    {
      options: { heads: 2 },
      inputs: [
        [3, 4],
        [2, 3],
      ],
      output: [3, 4],
    },
    {
      options: { heads: 1 },
      inputs: [
        [2, 2],
        [2, 2],
      ],
    },
  ],
  createJoint: createCrossAttention,
});

function createCrossAttention(
  { heads, init }: AttentionOptions,
  inShapes: readonly Shape[],
  ctx: BuildContext,
): Joint<AttentionParams> {
  const [first = [], second = [], ...others] = inShapes;
  if (inShapes.length !== 2 || others.length > 0) {
    throw new RetrogradError(
      "E_SHAPE",
      `needs two inputs, what attends and what it attends to, got ${inShapes.map(formatShape).join(" and ")}`,
    );
  }
  const { time, size: width } = stepsOf(first);
  const { time: times, size: other } = stepsOf(second);
  checkHeads(heads, width);
  const initialize = ctx.initializer(init);
  const sizes = { width, other };
  return {
    type: "CrossAttention",
    inShapes,
    outShape: first,
    paramShapes: attentionShapes(sizes),
    mask: "reads",
    maskedInput: 1,
    multiplyAdds: 2 * width * (time * width + times * other) + 2 * time * times * width,
    init: (rng) => initAttention(sizes, ctx, (count, fan) => initialize(count, fan, rng)),
    join(params, [x, memory], ctx) {
      if (x === undefined || memory === undefined) throw new RetrogradError("E_SHAPE", "needs two inputs");
      const inputs = { x, memory, heads, mask: scoreMask(ctx.mask, undefined) };
      const { y, backward } = multiHead(params, inputs, ctx);
      return {
        y,
        backward(dy) {
          const { dx, dmemory, grads } = backward(dy);
          return { dxs: [dx, dmemory], grads };
        },
      };
    },
  };
}

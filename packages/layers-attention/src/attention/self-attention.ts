import { RetrogradError, type Shape } from "@retrograd/core";
import { type BuildContext, defineLayer, type Layer } from "@retrograd/plugin";
import { z } from "zod";
import { rotationOf } from "../positions/rotation.js";
import { stepsOf } from "../positions/steps.js";
import { causalMask, scoreMask } from "./attention-mask.js";
import {
  type AttentionOptions,
  attentionAliases,
  attentionOptions,
  checkHeads,
} from "./attention-options.js";
import { type AttentionParams, attentionShapes, initAttention, multiHead } from "./multi-head.js";

/** Options of SelfAttention. */
export interface SelfAttentionOptions extends AttentionOptions {
  /** Whether a step sees only itself and earlier steps. */
  readonly causal: boolean;
  /** Whether queries and keys are rotated by their positions. */
  readonly rotary: boolean;
}

/** Attention of each step to all steps, with several heads: `y = concat of heads(softmax(q k^T / sqrt(width / heads)) v) Wo + bo`,
 *  with `q = x Wq + bq`, `k = x Wk`, `v = x Wv + bv`, of which each head has its part.
 *  x: [batch, time, width] -> y: the same shape; matrices [width, width], biases [width]
 *  Padded steps are seen by none; with `causal`, neither are later ones. With `rotary`, q and k are rotated by their positions.
 *  There is no bias of keys, which PyTorch has: softmax ignores it, so its gradient is 0.
 *  Source: arXiv:1706.03762, section 3.2; PyTorch MultiheadAttention; arXiv:2104.09864 for `rotary` */
export const selfAttention = defineLayer({
  type: "SelfAttention",
  aliases: [
    "MultiHeadSelfAttention",
    "CausalSelfAttention",
    { name: "MultiHeadAttention", caveat: "for two different inputs use CrossAttention" },
    { name: "Attention", caveat: "for two different inputs use CrossAttention" },
  ],
  optionAliases: { ...attentionAliases, causal: ["is_causal", "use_causal_mask"] },
  summary: "Attention of each step of a sequence to its steps, with several heads.",
  options: z.strictObject({
    ...attentionOptions,
    causal: z
      .boolean("must be true or false")
      .default(false)
      .describe("Whether a step sees only itself and earlier steps."),
    rotary: z
      .boolean("must be true or false")
      .default(false)
      .describe("Whether queries and keys are rotated by their positions."),
  }),
  mainOption: "heads",
  references: { init: "initializers" },
  examples: [
    { options: { heads: 1 }, input: [3, 2] },
    { options: { heads: 2, causal: true }, input: [3, 4] },
    { options: { heads: 2, causal: true, rotary: true }, input: [4, 4] },
  ],
  create: createSelfAttention,
});

function createSelfAttention(
  { heads, init, causal, rotary }: SelfAttentionOptions,
  inShape: Shape,
  ctx: BuildContext,
): Layer<AttentionParams> {
  const { time, size: width } = stepsOf(inShape);
  checkHeads(heads, width);
  const size = width / heads;
  if (rotary && size % 2 !== 0) {
    throw new RetrogradError(
      "E_SHAPE",
      `rotates pairs of numbers, but a head has ${width} / ${heads} = ${size}: set heads so that the length is even, or leave out rotary`,
    );
  }
  const initialize = ctx.initializer(init);
  const sizes = { width, other: width };
  const causality = causal ? causalMask(time, ctx) : undefined;
  const rotation = rotary ? rotationOf({ time, size, base: 10000 }, ctx) : undefined;
  return {
    type: "SelfAttention",
    outShape: inShape,
    paramShapes: attentionShapes(sizes),
    mask: "reads",
    multiplyAdds: 4 * time * width * width + 2 * time * time * width,
    init: (rng) => initAttention(sizes, ctx, (count, fan) => initialize(count, fan, rng)),
    forward(params, x, ctx) {
      const mask = scoreMask(ctx.mask, causality);
      const { y, backward } = multiHead(params, { x, heads, mask, rotation }, ctx);
      return {
        y,
        backward(dy) {
          const { dx, grads } = backward(dy);
          return { dx, grads };
        },
      };
    },
  };
}

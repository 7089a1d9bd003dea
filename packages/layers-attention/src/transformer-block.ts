import { positiveInteger, probability } from "@retrograd/layer-options";
import { defineBlock, type Entry } from "@retrograd/plugin";
import { z } from "zod";
import { attentionAliases, attentionOptions } from "./attention/attention-options.js";

/** A block of a Transformer: attention and a network of two layers at each step, each normalized first, and each with a way around
 *  it. It stands for `residual: [LayerNorm, SelfAttention]` and `residual: [LayerNorm, Affine, Relu, Affine]`.
 *  x: [batch, time, size] -> y: the same shape
 *  Source: arXiv:1706.03762, section 3.1, with the normalization first, as in GPT-2 and arXiv:2002.04745 */
export const transformerBlock = defineBlock({
  type: "TransformerBlock",
  aliases: ["TransformerLayer", "TransformerEncoder", "TransformerEncoderLayer", "TransformerDecoderLayer"],
  optionAliases: {
    ...attentionAliases,
    size: ["d_model", "width", "n_embd"],
    units: ["dim_feedforward", "intermediate_dim"],
    causal: ["is_causal"],
    dropout: ["rate"],
  },
  summary: "Attention and two Affine layers at each step, normalized first, each with a way around it.",
  options: z.strictObject({
    size: positiveInteger.describe("Length of a step, of the input and of the output."),
    heads: attentionOptions.heads,
    units: positiveInteger
      .optional()
      .describe("Length of a step between the two Affine layers. Default: 4 times the size."),
    causal: z
      .boolean("must be true or false")
      .default(false)
      .describe("Whether a step sees only itself and earlier steps."),
    rotary: z
      .boolean("must be true or false")
      .default(false)
      .describe("Whether queries and keys are rotated by their positions."),
    activation: z
      .string("must be the name of a layer")
      .default("Relu")
      .describe("The layer between the two Affine layers."),
    norm: z
      .enum(["LayerNorm", "RmsNorm"])
      .default("LayerNorm")
      .describe("The normalization before attention, and before the Affine layers."),
    dropout: probability
      .default(0)
      .describe("Share of the numbers that is dropped in training before each sum."),
  }),
  expand({ size, heads, units = 4 * size, causal, rotary, activation, norm, dropout }): readonly Entry[] {
    const dropped: readonly Entry[] = dropout > 0 ? [{ Dropout: dropout }] : [];
    const affine = (units: number): Entry => ({ Affine: { units, axis: "last" } });
    return [
      { residual: [norm, { SelfAttention: { heads, causal, rotary } }, ...dropped] },
      { residual: [norm, affine(units), activation, affine(size), ...dropped] },
    ];
  },
});

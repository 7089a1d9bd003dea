import { formatShape, RetrogradError } from "@retrograd/core";
import { positiveInteger } from "@retrograd/layer-options";
import { defineLayer } from "@retrograd/plugin";
import { z } from "zod";
import { createGroups } from "./normalized-groups.js";
import { epsilon } from "./option-schemas.js";

/** Group normalization `y = gamma (x - mean) / sqrt(variance + eps) + beta`: neighbouring channels form groups, and each group of
 *  each sample has its mean and variance.
 *  x: [batch, channels, ...] -> y: the same shape; gamma, beta: [channels]
 *  backward: with n = (x - mean) / sqrt(variance + eps) and d = dy gamma
 *            dbeta = sum of dy, dgamma = sum of dy n, dx = (d - mean of d - n mean of d n) / sqrt(variance + eps)
 *  Source: arXiv:1803.08494; PyTorch GroupNorm */
export const groupNorm = defineLayer({
  type: "GroupNorm",
  aliases: ["GroupNormalization"],
  optionAliases: { groups: ["num_groups"], eps: ["epsilon"] },
  summary: "Normalizes each sample over groups of channels.",
  options: z.strictObject({
    groups: positiveInteger.describe("How many groups the channels form: it divides their number."),
    eps: epsilon.default(1e-5).describe("Added to the variance."),
  }),
  mainOption: "groups",
  examples: [
    { input: [4], options: { groups: 2 } },
    { input: [3, 4], options: { groups: 1 } },
    { input: [4, 2, 2], options: { groups: 2, eps: 0.1 } },
  ],
  create({ groups, eps }, inShape, ctx) {
    const [channels] = inShape;
    if (channels === undefined || channels % groups !== 0) {
      throw new RetrogradError(
        "E_SHAPE",
        `needs a first axis of channels that ${groups} groups divide, got ${formatShape(inShape)}`,
      );
    }
    return createGroups({ type: "GroupNorm", groups, eps, affine: true }, inShape, ctx);
  },
});

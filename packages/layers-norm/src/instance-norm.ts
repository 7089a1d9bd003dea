import { formatShape, RetrogradError } from "@retrograd/core";
import { defineLayer } from "@retrograd/plugin";
import { z } from "zod";
import { createGroups } from "./normalized-groups.js";
import { epsilon } from "./option-schemas.js";

/** Instance normalization `y = (x - mean) / sqrt(variance + eps)`: each channel of each sample has its mean and variance. With
 *  `affine`, y is also scaled by gamma and shifted by beta.
 *  x: [batch, channels, length, ...] -> y: the same shape; gamma, beta with `affine`: [channels]
 *  backward: dx = (dy - mean of dy - y mean of dy y) / sqrt(variance + eps)
 *  Source: arXiv:1607.08022; PyTorch InstanceNorm2d, which has no parameters by default either */
export const instanceNorm = defineLayer({
  type: "InstanceNorm",
  aliases: ["InstanceNorm1D", "InstanceNorm2D", "InstanceNorm3D", "InstanceNormalization"],
  optionAliases: { eps: ["epsilon"], affine: ["scale", "center"] },
  summary: "Normalizes each channel of each sample.",
  options: z.strictObject({
    affine: z
      .boolean("must be true or false")
      .default(false)
      .describe("Whether each channel has a learned scale and shift."),
    eps: epsilon.default(1e-5).describe("Added to the variance."),
  }),
  examples: [{ input: [3, 4] }, { input: [2, 3, 2], options: { affine: true, eps: 0.1 } }],
  create({ affine, eps }, inShape, ctx) {
    const [channels] = inShape;
    if (channels === undefined || inShape.length < 2) {
      throw new RetrogradError(
        "E_SHAPE",
        `normalizes the axes after the channels, and ${formatShape(inShape)} has none: use LayerNorm for samples of one axis`,
      );
    }
    return createGroups({ type: "InstanceNorm", groups: channels, eps, affine }, inShape, ctx);
  },
});

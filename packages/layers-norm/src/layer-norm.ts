import {
  addRow,
  broadcastAxis,
  multiply,
  reshape,
  type Shape,
  sumRows,
  type Tensor,
  tensor,
  zeros,
} from "@retrograd/core";
import { positiveInteger } from "@retrograd/layer-options";
import { type BuildContext, defineLayer, type Layer } from "@retrograd/plugin";
import { z } from "zod";
import { lastAxes } from "./last-axes.js";
import { normalizeRows } from "./normalize-rows.js";
import { epsilon } from "./option-schemas.js";

/** Options of LayerNorm. */
export interface LayerNormOptions {
  /** How many of the last axes are normalized together. */
  readonly axes: number;
  /** Added to the variance. */
  readonly eps: number;
}

/** Parameters of LayerNorm: scale and shift of each number, in the shape of the last axes. */
export type LayerNormParams = { readonly gamma: Tensor; readonly beta: Tensor };

/** Layer normalization `y = gamma (x - mean) / sqrt(variance + eps) + beta`, with the mean and variance of the last axis of x, for
 *  each sample and each position alone.
 *  x: [batch, ..., n] -> y: the same shape; gamma, beta: [n], or the shape of the last `axes` axes
 *  backward: with n = (x - mean) / sqrt(variance + eps) and d = dy gamma
 *            dbeta = sum of dy, dgamma = sum of dy n, dx = (d - mean of d - n mean of d n) / sqrt(variance + eps)
 *  Source: arXiv:1607.06450; PyTorch LayerNorm, whose `normalized_shape` is the last `axes` axes */
export const layerNorm = defineLayer({
  type: "LayerNorm",
  aliases: [
    "LayerNormalization",
    { name: "LayerNorm1D", caveat: "write the number of last axes, not their lengths" },
  ],
  optionAliases: { eps: ["epsilon"], axes: ["normalized_shape", "axis"] },
  summary: "Normalizes each sample over its last axis.",
  options: z.strictObject({
    axes: positiveInteger
      .default(1)
      .describe("How many of the last axes of a sample are normalized together."),
    eps: epsilon.default(1e-5).describe("Added to the variance."),
  }),
  mainOption: "axes",
  examples: [{ input: [4] }, { input: [3, 4] }, { input: [2, 3, 2], options: { axes: 2, eps: 0.1 } }],
  graphExample: { input: [2], x: [1, 3], params: { gamma: [2, 1], beta: [1, 0] } },
  create: createLayerNorm,
});

function createLayerNorm(
  { axes, eps }: LayerNormOptions,
  inShape: Shape,
  ctx: BuildContext,
): Layer<LayerNormParams> {
  const { shape, size, mask } = lastAxes(inShape, axes, 2);
  return {
    type: "LayerNorm",
    outShape: inShape,
    paramShapes: { gamma: shape, beta: shape },
    ...mask,
    multiplyAdds: inShape.reduce((product, length) => product * length, 1),
    init: () => ({ gamma: tensor(new Float64Array(size).fill(1), shape, ctx), beta: zeros(shape, ctx) }),
    forward(params, x, { needsInputGradient, needsParamGradients = true }) {
      const [gamma, beta] = [reshape(params.gamma, [size]), reshape(params.beta, [size])];
      const { normal, backward } = normalizeRows(reshape(x, [x.size / size, size]), eps);
      return {
        y: reshape(addRow(broadcastAxis(multiply, normal, gamma, 1), beta), x.shape),
        backward(upstream) {
          const dy = reshape(upstream, normal.shape);
          // a frozen layer has no gradients to return, as the contract allows
          const grads = needsParamGradients ? gradsOf(dy) : ({} as LayerNormParams);
          if (!needsInputGradient) return { grads };
          return { dx: reshape(backward(broadcastAxis(multiply, dy, gamma, 1)), x.shape), grads };
        },
      };

      function gradsOf(dy: Tensor): LayerNormParams {
        return {
          gamma: reshape(sumRows(multiply(dy, normal)), shape),
          beta: reshape(sumRows(dy), shape),
        };
      }
    },
    graph({ x, gamma, beta, dy }) {
      const rows = x.reshape([x.shape.reduce((product, length) => product * length, 1) / size, size]);
      const centered = rows.subtract(rows.sum(1, { keep: true }).divide(size));
      const variance = centered.square().sum(1, { keep: true }).divide(size);
      const normal = centered.divide(variance.add(eps).sqrt());
      const y = normal.multiply(gamma.reshape([size])).add(beta.reshape([size]));
      const upstream = dy.reshape(rows.shape);
      return {
        y: y.reshape(x.shape),
        gradients: {
          gamma: upstream.multiply(normal).sum(0).reshape(shape),
          beta: upstream.sum(0).reshape(shape),
        },
      };
    },
  };
}

import {
  addScalar,
  broadcastAxis,
  broadcastOthers,
  multiply,
  reshape,
  rsqrt,
  type Shape,
  scale,
  square,
  subtract,
  sumAxis,
  sumRows,
  type Tensor,
  tensor,
} from "@retrograd/core";
import { positiveInteger } from "@retrograd/layer-options";
import { type BuildContext, defineLayer, type Layer } from "@retrograd/plugin";
import { z } from "zod";
import { lastAxes } from "./last-axes.js";
import { epsilon } from "./option-schemas.js";

/** Options of RmsNorm. */
export interface RmsNormOptions {
  /** How many of the last axes are normalized together. */
  readonly axes: number;
  /** Added to the mean square. */
  readonly eps: number;
}

/** Parameters of RmsNorm: scale of each number, in the shape of the last axes. */
export type RmsNormParams = { readonly gamma: Tensor };

/** Normalization by the root mean square, `y = gamma x / sqrt(mean of x^2 + eps)`, over the last axis of x, for each sample and
 *  each position alone. LayerNorm without a mean and a shift.
 *  x: [batch, ..., n] -> y: the same shape; gamma: [n], or the shape of the last `axes` axes
 *  backward: with r = 1 / sqrt(mean of x^2 + eps), n = x r and d = dy gamma: dgamma = sum of dy n, dx = r (d - n mean of d n)
 *  Source: arXiv:1910.07467; PyTorch RMSNorm, whose eps is that of the number type by default */
export const rmsNorm = defineLayer({
  type: "RmsNorm",
  aliases: ["RMSNormalization"],
  optionAliases: { eps: ["epsilon"], axes: ["normalized_shape", "axis"] },
  summary: "Divides each sample by the root mean square of its last axis.",
  options: z.strictObject({
    axes: positiveInteger
      .default(1)
      .describe("How many of the last axes of a sample are normalized together."),
    eps: epsilon.default(1e-5).describe("Added to the mean square."),
  }),
  mainOption: "axes",
  examples: [{ input: [4] }, { input: [3, 4] }, { input: [2, 3, 2], options: { axes: 2, eps: 0.1 } }],
  graphExample: { input: [2], x: [3, 4], params: { gamma: [2, 1] } },
  create: createRmsNorm,
});

function createRmsNorm(
  { axes, eps }: RmsNormOptions,
  inShape: Shape,
  ctx: BuildContext,
): Layer<RmsNormParams> {
  const { shape, size, mask } = lastAxes(inShape, axes, 1);
  return {
    type: "RmsNorm",
    outShape: inShape,
    paramShapes: { gamma: shape },
    ...mask,
    multiplyAdds: inShape.reduce((product, length) => product * length, 1),
    init: () => ({ gamma: tensor(new Float64Array(size).fill(1), shape, ctx) }),
    forward(params, x, { needsInputGradient, needsParamGradients = true }) {
      const gamma = reshape(params.gamma, [size]);
      const rows = reshape(x, [x.size / size, size]);
      const inverse = rsqrt(addScalar(scale(sumAxis(square(rows), 1), 1 / size), eps));
      const normal = broadcastOthers(multiply, rows, inverse, 1);
      return {
        y: reshape(broadcastAxis(multiply, normal, gamma, 1), x.shape),
        backward(upstream) {
          const dy = reshape(upstream, rows.shape);
          const weighted = multiply(dy, normal);
          // a frozen layer has no gradients to return, as the contract allows
          const grads = needsParamGradients
            ? { gamma: reshape(sumRows(weighted), shape) }
            : ({} as RmsNormParams);
          if (!needsInputGradient) return { grads };
          const along = scale(sumAxis(broadcastAxis(multiply, weighted, gamma, 1), 1), 1 / size);
          const rest = subtract(
            broadcastAxis(multiply, dy, gamma, 1),
            broadcastOthers(multiply, normal, along, 1),
          );
          return { dx: reshape(broadcastOthers(multiply, rest, inverse, 1), x.shape), grads };
        },
      };
    },
    graph({ x, gamma, dy }) {
      const rows = x.reshape([x.shape.reduce((product, length) => product * length, 1) / size, size]);
      const normal = rows.divide(rows.square().sum(1, { keep: true }).divide(size).add(eps).sqrt());
      return {
        y: normal.multiply(gamma.reshape([size])).reshape(x.shape),
        gradients: { gamma: dy.reshape(rows.shape).multiply(normal).sum(0).reshape(shape) },
      };
    },
  };
}

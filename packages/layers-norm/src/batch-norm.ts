import {
  add,
  addScalar,
  broadcastAxis,
  formatShape,
  moments,
  multiply,
  RetrogradError,
  reshape,
  rsqrt,
  type Shape,
  scale,
  sizeOf,
  subtract,
  sumOthers,
  type Tensor,
  tensor,
  zeros,
} from "@retrograd/core";
import { type BuildContext, defineLayer, type GraphNode, type Layer } from "@retrograd/plugin";
import { z } from "zod";
import { epsilon } from "./option-schemas.js";

/** Options of BatchNorm. */
export interface BatchNormOptions {
  /** Share of the running statistics that stays in a step. */
  readonly momentum: number;
  /** Added to the variance. Default: 1e-5; with `formula: book` 1e-6. */
  readonly eps?: number | undefined;
  /** The form of PyTorch, or of "Deep Learning from Scratch". */
  readonly formula: "torch" | "book";
}

/** Parameters of BatchNorm: scale and shift of each channel, [channels]. */
export type BatchNormParams = { readonly gamma: Tensor; readonly beta: Tensor };

/** State of BatchNorm: running statistics of each channel, [channels]. */
export type BatchNormState = { readonly mean: Tensor; readonly variance: Tensor };

const share = "must be a number >= 0 and <= 1";

/** Batch normalization `y = gamma (x - mean) / sqrt(variance + eps) + beta` of each channel: with the mean and variance of the
 *  batch in training, and with their running means, its state, in evaluation.
 *  x: [batch, channels, ...] -> y: the same shape; gamma, beta, mean, variance: [channels]
 *  backward: dbeta = sum of dy, dgamma = sum of dy n, with n = (x - mean) / sqrt(variance + eps)
 *            dx = gamma / sqrt(variance + eps) (dy - mean of dy - n mean of dy n); in evaluation without the two means
 *  Numbers are PyTorch's: eps 1e-5, and the running variance divides by one less than the count. Its `momentum` is the share of
 *  the new statistics; ours, as that of Keras and of the book, is the share of the old ones.
 *  `formula: book`: each number of a sample is a channel, also each pixel; eps is 1e-6, the running variance divides by the
 *  count and starts at 0. gamma, beta, mean, variance: [numbers of a sample]
 *  Source: arXiv:1502.03167, algorithms 1 and 2; PyTorch BatchNorm2d; "Deep Learning from Scratch", chapter 6.3 */
export const batchNorm = defineLayer({
  type: "BatchNorm",
  aliases: [
    ...["BatchNorm1D", "BatchNorm2D", "BatchNorm3D"].map((name) => ({
      name,
      caveat: "its momentum is the share of the new statistics: write 0.9 for PyTorch's 0.1",
    })),
    {
      name: "BatchNormalization",
      caveat: "defaults are PyTorch's: write { momentum: 0.99, eps: 0.001 } for those of Keras",
    },
  ],
  optionAliases: { eps: ["epsilon"] },
  summary: "Normalizes each channel over the batch, with running statistics for evaluation.",
  options: z.strictObject({
    momentum: z
      .number(share)
      .min(0, share)
      .max(1, share)
      .default(0.9)
      .describe("Share of the running mean and variance that stays in a step."),
    eps: epsilon
      .optional()
      .describe("Added to the variance. Default: 1e-5, and 1e-6 with the formula of the book."),
    formula: z
      .enum(["torch", "book"])
      .default("torch")
      .describe(
        'The form of PyTorch, or of "Deep Learning from Scratch": there each number of a sample is a channel.',
      ),
  }),
  mainOption: "momentum",
  examples: [
    { input: [4] },
    { input: [3, 4] },
    { input: [2, 3, 3], options: { momentum: 0.5, eps: 0.1 } },
    { input: [2, 2, 2], options: { formula: "book" } },
  ],
  graphExample: { input: [1], x: [1, 3], params: { gamma: [2], beta: [1] } },
  create: createBatchNorm,
});

function createBatchNorm(
  { momentum, formula, eps = formula === "book" ? 1e-6 : 1e-5 }: BatchNormOptions,
  inShape: Shape,
  ctx: BuildContext,
): Layer<BatchNormParams, BatchNormState> {
  const book = formula === "book";
  const channels = book ? sizeOf(inShape) : inShape[0];
  if (channels === undefined)
    throw new RetrogradError("E_SHAPE", `needs an axis of channels, got ${formatShape(inShape)}`);
  const shape = [channels];
  const size = sizeOf(inShape);
  return {
    type: "BatchNorm",
    outShape: inShape,
    paramShapes: { gamma: shape, beta: shape },
    state: { mean: { shape, first: 0 }, variance: { shape, first: book ? 0 : 1 } },
    mixesRows: true,
    multiplyAdds: size,
    init: () => ({
      gamma: tensor(new Float64Array(channels).fill(1), shape, ctx),
      beta: zeros(shape, ctx),
    }),
    forward({ gamma, beta, ...running }, input, { mode, needsInputGradient, needsParamGradients = true }) {
      const x = book ? reshape(input, [input.shape[0] ?? 0, size]) : input;
      const count = x.size / channels;
      const training = mode === "train";
      const { mean, variance } = training ? moments(x, 1, "others") : running;
      const inverse = rsqrt(addScalar(variance, eps));
      const centered = broadcastAxis(subtract, x, mean, 1);
      const factor = multiply(gamma, inverse);
      const y = broadcastAxis(add, broadcastAxis(multiply, centered, factor, 1), beta, 1);
      return {
        y: reshape(y, input.shape),
        ...(training && { state: { mean: next(running.mean, mean), variance: nextVariance() } }),
        backward(upstream) {
          const dy = reshape(upstream, x.shape);
          const needsSums = needsParamGradients || training;
          const sums = needsSums ? sumsOf(dy) : undefined;
          // a frozen layer has no gradients to return, as the contract allows
          const grads = (needsParamGradients ? sums : undefined) ?? ({} as BatchNormParams);
          if (!needsInputGradient) return { grads };
          const scaled = (d: Tensor) => reshape(broadcastAxis(multiply, d, factor, 1), input.shape);
          if (!training || sums === undefined) return { dx: scaled(dy), grads };
          const rest = broadcastAxis(subtract, dy, scale(sums.beta, 1 / count), 1);
          // n mean of dy n = (x - mean) inverse dgamma / count
          const along = multiply(inverse, scale(sums.gamma, 1 / count));
          return { dx: scaled(subtract(rest, broadcastAxis(multiply, centered, along, 1))), grads };
        },
      };

      function sumsOf(dy: Tensor): BatchNormParams {
        return {
          gamma: multiply(sumOthers(multiply(dy, centered), 1), inverse),
          beta: sumOthers(dy, 1),
        };
      }

      function next(old: Tensor, current: Tensor): Tensor {
        return add(scale(old, momentum), scale(current, 1 - momentum));
      }

      function nextVariance(): Tensor {
        if (book) return next(running.variance, variance);
        // a single number has no variance
        if (count === 1) return scale(running.variance, 1);
        return next(running.variance, scale(variance, count / (count - 1)));
      }
    },
    graph({ x, gamma, beta, batch, dy }) {
      const positions = size / channels;
      const rows = x.shape[0] ?? 0;
      // one axis of positions where there is one, so that the graph of a vector stays small
      const view = (node: GraphNode) =>
        node.reshape(positions === 1 ? [rows, channels] : [rows, channels, positions]);
      const ofChannels = (node: GraphNode) => (positions === 1 ? node : node.reshape([channels, 1]));
      const sumOf = (node: GraphNode) =>
        positions === 1 ? node.sum(0) : node.sum(0, { keep: true }).sum(2, { keep: true });
      const count = positions === 1 ? batch : batch.multiply(positions);
      const [values, upstream] = [view(x), view(dy)];
      const centered = values.subtract(sumOf(values).divide(count));
      const deviation = sumOf(centered.square()).divide(count).add(eps).sqrt();
      const normal = centered.divide(deviation);
      const y = normal.multiply(ofChannels(gamma)).add(ofChannels(beta));
      const [dbeta, dgamma] = [sumOf(upstream), sumOf(upstream.multiply(normal))];
      const rest = upstream.subtract(dbeta.divide(count)).subtract(normal.multiply(dgamma.divide(count)));
      return {
        y: y.reshape(x.shape),
        gradients: {
          x: rest.multiply(ofChannels(gamma)).divide(deviation).reshape(x.shape),
          gamma: dgamma.reshape(shape),
          beta: dbeta.reshape(shape),
        },
      };
    },
  };
}

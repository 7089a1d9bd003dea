import {
  add,
  broadcastAxis,
  type DType,
  moments,
  multiply,
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
import { definePlugin, type Layer, type LayerDefinition } from "@retrograd/plugin";
import { anything } from "./tiny-plugin.js";

type BatchNormParams = { readonly gamma: Tensor; readonly beta: Tensor };
type BatchNormState = { readonly mean: Tensor; readonly variance: Tensor };

/** Share of the old statistics that stays in each step, and what is added to a variance. */
const [momentum, epsilon] = [0.9, 1e-5];

/** Batch normalization of each channel, `y = gamma (x - mean) / sqrt(variance + epsilon) + beta`: with the mean and variance of
 *  the batch in mode "train", and with their running means, its state, in mode "eval". x: [batch, channels, ...]
 *  Source: arXiv:1502.03167, algorithms 1 and 2 */
export const batchNorm: LayerDefinition = {
  type: "TestBatchNorm",
  summary: "Normalizes each channel over the batch.",
  options: anything,
  create: (_options, inShape, { engine, dtype }) => createBatchNorm(inShape, { engine, dtype }),
};

/** The same layer, with a mistake that no difference of its output shows: it keeps its running statistics in a closure. */
export const hiddenBatchNorm: LayerDefinition = {
  ...batchNorm,
  type: "HiddenBatchNorm",
  create(_options, inShape, { engine, dtype }) {
    const { state: specs, ...layer } = createBatchNorm(inShape, { engine, dtype });
    const channels = inShape[0] ?? 1;
    let hidden = {
      mean: new Float64Array(channels),
      variance: new Float64Array(channels).fill(specs?.variance?.first ?? 1),
    };
    return {
      ...layer,
      type: "HiddenBatchNorm",
      forward(params, x, ctx) {
        const state = {
          mean: tensor(hidden.mean, [channels], x),
          variance: tensor(hidden.variance, [channels], x),
        };
        const { state: next, ...pass } = layer.forward({ ...params, ...state } as never, x, ctx);
        if (next?.mean !== undefined && next.variance !== undefined)
          hidden = {
            mean: Float64Array.from(next.mean.data),
            variance: Float64Array.from(next.variance.data),
          };
        return pass;
      },
    };
  },
};

function createBatchNorm(
  inShape: Shape,
  options: { readonly engine: Tensor["engine"]; readonly dtype: DType },
): Layer<BatchNormParams, BatchNormState> {
  const channels = inShape[0] ?? 1;
  const shape = [channels];
  return {
    type: "TestBatchNorm",
    outShape: inShape,
    paramShapes: { gamma: shape, beta: shape },
    state: { mean: { shape, first: 0 }, variance: { shape, first: 1 } },
    mixesRows: true,
    init: () => ({
      gamma: tensor(new Float64Array(channels).fill(1), shape, options),
      beta: zeros(shape, options),
    }),
    forward({ gamma, beta, ...running }, x, { mode }) {
      const count = sizeOf(x.shape) / channels;
      const used = mode === "train" ? moments(x, 1, "others") : running;
      const eps = tensor(new Float64Array(channels).fill(epsilon), shape, options);
      const inverse = rsqrt(add(used.variance, eps));
      const normal = broadcastAxis(multiply, broadcastAxis(subtract, x, used.mean, 1), inverse, 1);
      const y = broadcastAxis(add, broadcastAxis(multiply, normal, gamma, 1), beta, 1);
      const next = (old: Tensor, seen: Tensor, factor = 1) =>
        add(scale(old, momentum), scale(seen, (1 - momentum) * factor));
      const bessel = count > 1 ? count / (count - 1) : 1;
      return {
        y,
        ...(mode === "train" && {
          state: {
            mean: next(running.mean, used.mean),
            variance: next(running.variance, used.variance, bessel),
          },
        }),
        backward(dy) {
          const grads = { gamma: sumOthers(multiply(dy, normal), 1), beta: sumOthers(dy, 1) };
          const factor = multiply(gamma, inverse);
          if (mode === "eval") return { dx: broadcastAxis(multiply, dy, factor, 1), grads };
          // dx = factor (dy - mean of dy - normal mean of dy normal)
          const centered = broadcastAxis(subtract, dy, scale(grads.beta, 1 / count), 1);
          const along = broadcastAxis(multiply, normal, scale(grads.gamma, 1 / count), 1);
          return { dx: broadcastAxis(multiply, subtract(centered, along), factor, 1), grads };
        },
      };
    },
  };
}

/** Layers with state for tests of the code that keeps it. */
export const norms = definePlugin({ name: "norms", layers: [batchNorm, hiddenBatchNorm] });

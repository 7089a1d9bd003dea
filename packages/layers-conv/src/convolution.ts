import {
  add,
  broadcastAxis,
  RetrogradError,
  reshape,
  type Shape,
  sizeOf,
  sumAxis,
  type Tensor,
  tensor,
  zeros,
} from "@retrograd/core";
import type { BuildContext, Entry, Layer, Params } from "@retrograd/plugin";
import { groupedProduct } from "./grouped-product.js";
import { channelsFirst, columnsOf, picturesOf, type Sliding } from "./sliding.js";

/** A convolution over pictures; a sequence is a picture of height 1. */
export interface Convolution {
  readonly type: string;
  readonly filters: number;
  readonly groups: number;
  readonly bias: boolean;
  /** Initializer of W; b begins at 0. */
  readonly init: Entry;
  readonly sliding: Sliding;
  /** Shape of a sample of the output. */
  readonly outShape: Shape;
  /** Shape of the kernel in W: [height, width], or [length]. */
  readonly kernel: Shape;
}

/** Parameters of a convolution: W [filters, channels / groups, ...kernel], b [filters] unless `bias: false`. */
export type ConvolutionParams = { readonly W: Tensor; readonly b?: Tensor };

/** A convolution as one product per batch: columns [channels kernel, batch windows] are multiplied by W.
 *  x: [batch, ...] read as [batch, channels, height, width] -> y: [batch, ...outShape]
 *  backward: dW = dy columns^T, db = sum of dy over batch and windows, dx = the sum of W^T dy over the copies in the columns
 *  @throws RetrogradError E_OPTION when groups do not divide channels and filters */
export function createConvolution(convolution: Convolution, ctx: BuildContext): Layer {
  const { type, filters, groups, bias, sliding, outShape } = convolution;
  const [channels = 0] = sliding.picture;
  requireGroups(filters, groups, channels);
  const shape = [filters, channels / groups, ...convolution.kernel];
  const weights = sizeOf(shape.slice(1));
  const windows = sizeOf(sliding.counts);
  const initialize = ctx.initializer(convolution.init);
  const fan = { in: weights, out: (filters / groups) * sizeOf(convolution.kernel) };
  return {
    type,
    outShape,
    paramShapes: { W: shape, ...(bias ? { b: [filters] } : {}) },
    multiplyAdds: filters * weights * windows,
    init: (rng) => ({
      W: tensor(initialize(filters * weights, fan, rng), shape, ctx),
      ...(bias ? { b: zeros([filters], ctx) } : {}),
    }),
    forward(params, x, { needsInputGradient, needsParamGradients = true }) {
      const { W } = params as ConvolutionParams;
      const b = bias ? params.b : undefined;
      const batch = x.shape[0] ?? 0;
      const pictures = reshape(x, [batch, ...sliding.picture]);
      const columns = columnsOf(pictures, sliding);
      const maps = groupedProduct(reshape(W, [filters, weights]), columns, { groups });
      const y = channelsFirst(reshape(maps, [filters, batch, windows]));
      return {
        y: reshape(b === undefined ? y : broadcastAxis(add, y, b, 1), [batch, ...outShape]),
        backward(upstream) {
          const dy = reshape(channelsFirst(reshape(upstream, [batch, filters, windows])), maps.shape);
          const grads: Params = needsParamGradients
            ? {
                W: reshape(groupedProduct(dy, columns, { groups, transposeB: true }), shape),
                ...(b === undefined ? {} : { b: sumAxis(dy, 1) }),
              }
            : {};
          if (!needsInputGradient) return { grads };
          const dColumns = groupedProduct(reshape(W, [filters, weights]), dy, { groups, transposeA: true });
          return { dx: reshape(picturesOf(dColumns, batch, sliding), x.shape), grads };
        },
      };
    },
  };
}

/** Checks that groups divide channels and filters. @throws RetrogradError E_OPTION */
export function requireGroups(filters: number, groups: number, channels: number): void {
  if (channels % groups === 0 && filters % groups === 0) return;
  const [count, what] = channels % groups === 0 ? [filters, "filters"] : [channels, "channels"];
  throw new RetrogradError(
    "E_OPTION",
    `groups: ${groups} does not divide its ${count} ${what}; use a divisor of both ${channels} channels and ${filters} filters`,
  );
}

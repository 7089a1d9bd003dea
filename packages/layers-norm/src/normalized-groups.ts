import {
  add,
  broadcastAxis,
  formatShape,
  multiply,
  RetrogradError,
  reshape,
  type Shape,
  sizeOf,
  sumOthers,
  tensor,
  zeros,
} from "@retrograd/core";
import type { BuildContext, Layer, Params } from "@retrograd/plugin";
import { normalizeRows } from "./normalize-rows.js";

/** How a layer normalizes groups of channels. */
export interface GroupOptions {
  readonly type: string;
  /** How many groups the channels form. */
  readonly groups: number;
  /** Added to the variance. */
  readonly eps: number;
  /** Whether each channel has a learned scale and shift. */
  readonly affine: boolean;
}

/** The layer that normalizes each group of channels of each sample, and scales and shifts each channel.
 *  x: [batch, channels, ...] -> y: the same shape
 *  @throws RetrogradError E_SHAPE when a group has a single number */
export function createGroups(
  { type, groups, eps, affine }: GroupOptions,
  inShape: Shape,
  ctx: BuildContext,
): Layer {
  const [channels = 1] = inShape;
  const size = sizeOf(inShape);
  if (size / groups < 2) {
    throw new RetrogradError(
      "E_SHAPE",
      `normalizes ${groups} groups of a single number of ${formatShape(inShape)}, which is always its own mean: a group needs two or more`,
    );
  }
  const shape = [channels];
  return {
    type,
    outShape: inShape,
    paramShapes: affine ? { gamma: shape, beta: shape } : {},
    multiplyAdds: size,
    init: () =>
      affine
        ? { gamma: tensor(new Float64Array(channels).fill(1), shape, ctx), beta: zeros(shape, ctx) }
        : {},
    forward(params, x, { needsInputGradient, needsParamGradients = true }) {
      // no parameter is read where there is none
      const { gamma, beta }: Params = affine ? params : {};
      const { normal: rows, backward } = normalizeRows(
        reshape(x, [(x.size / size) * groups, size / groups]),
        eps,
      );
      const normal = reshape(rows, x.shape);
      const way = (dnormal: typeof x) => reshape(backward(reshape(dnormal, rows.shape)), x.shape);
      if (gamma === undefined || beta === undefined)
        return { y: normal, backward: (dy) => ({ dx: way(dy), grads: {} }) };
      return {
        y: broadcastAxis(add, broadcastAxis(multiply, normal, gamma, 1), beta, 1),
        backward(dy) {
          const grads = needsParamGradients
            ? { gamma: sumOthers(multiply(dy, normal), 1), beta: sumOthers(dy, 1) }
            : {};
          if (!needsInputGradient) return { grads };
          return { dx: way(broadcastAxis(multiply, dy, gamma, 1)), grads };
        },
      };
    },
  };
}

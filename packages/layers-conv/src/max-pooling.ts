import { maxPool, maxPoolGradient, reshape, type Shape } from "@retrograd/core";
import type { Layer } from "@retrograd/plugin";
import { type PoolSizes, poolWindows } from "./pool-windows.js";

/** A pool that takes the largest number of each window: the first of equals, which receives the whole gradient. Padding is
 *  left out.
 *  picture: [channels, height, width], to which each sample is reshaped
 *  outShape: from the number of windows on each axis
 *  @throws RetrogradError as poolWindows */
export function createMaxPooling(
  type: string,
  picture: Shape,
  sizes: PoolSizes,
  outShape: (counts: readonly [number, number]) => Shape,
): Layer {
  const { windows, counts } = poolWindows(picture, sizes);
  const shape = outShape(counts);
  return {
    type,
    outShape: shape,
    paramShapes: {},
    init: () => ({}),
    forward(_params, x) {
      const batch = x.shape[0] ?? 0;
      const pictures = [batch, ...picture];
      const { y, indices } = maxPool(reshape(x, pictures), windows);
      return {
        y: reshape(y, [batch, ...shape]),
        branches: () => indices.data,
        backward: (dy) => ({
          dx: reshape(maxPoolGradient(reshape(dy, y.shape), indices, pictures, windows), x.shape),
          grads: {},
        }),
      };
    },
  };
}

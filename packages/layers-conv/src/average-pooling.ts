import { averagePool, averagePoolGradient, reshape, type Shape } from "@retrograd/core";
import type { Layer } from "@retrograd/plugin";
import { z } from "zod";
import { type PoolSizes, poolWindows } from "./pool-windows.js";

/** Whether the zeros of a padding count. */
export const countPaddingOption = z
  .boolean("must be true or false")
  .default(true)
  .describe("Whether padding counts as zeros. false: it is left out of the mean.");

/** A pool that takes the mean of each window.
 *  picture: [channels, height, width], to which each sample is reshaped
 *  outShape: from the number of windows on each axis
 *  @throws RetrogradError as poolWindows */
export function createAveragePooling(
  type: string,
  picture: Shape,
  { countPadding, ...sizes }: PoolSizes & { readonly countPadding: boolean },
  outShape: (counts: readonly [number, number]) => Shape,
): Layer {
  const { windows, counts } = poolWindows(picture, sizes);
  const options = { ...windows, countPadding };
  const shape = outShape(counts);
  return {
    type,
    outShape: shape,
    paramShapes: {},
    init: () => ({}),
    forward(_params, x) {
      const batch = x.shape[0] ?? 0;
      const pictures = [batch, ...picture];
      const y = averagePool(reshape(x, pictures), options);
      return {
        y: reshape(y, [batch, ...shape]),
        backward: (dy) => ({
          dx: reshape(averagePoolGradient(reshape(dy, y.shape), pictures, options), x.shape),
          grads: {},
        }),
      };
    },
  };
}

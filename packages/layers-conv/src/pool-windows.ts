import { formatShape, RetrogradError, type Shape, type Windows } from "@retrograd/core";
import { slidingOver } from "./sliding.js";
import type { Pair } from "./window-options.js";

/** Options of a pool, with a size for each axis. */
export interface PoolSizes {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Pair;
}

/** The windows of a pool, and how many there are on each axis.
 *  picture: [channels, height, width]
 *  @throws RetrogradError E_SHAPE when the padded picture is smaller than a window, E_OPTION when a window could lie in the
 *  padding alone */
export function poolWindows(
  picture: Shape,
  { kernel, stride, padding }: PoolSizes,
): { readonly windows: Windows; readonly counts: Pair } {
  if (padding.some((zeros, axis) => 2 * zeros > (kernel[axis] ?? 0))) {
    throw new RetrogradError(
      "E_OPTION",
      `padding ${formatShape(padding)} is more than half of the kernel ${formatShape(kernel)}: a window could lie in it alone`,
    );
  }
  const { windows, counts } = slidingOver(picture, { kernel, stride, padding, dilation: [1, 1] });
  return { windows, counts };
}

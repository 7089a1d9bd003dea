import type { FloatArray } from "../../dtype.js";
import type { CopyLayout } from "../../engine.js";

/** out[outOffset + sum of i_d outStrides[d]] = x[xOffset + sum of i_d xStrides[d]] for every i in the box. */
export function copy(out: FloatArray, x: FloatArray, layout: CopyLayout): void {
  const { sizes, outStrides, xStrides } = layout;
  const copyFrom = (axis: number, to: number, from: number): void => {
    if (axis === sizes.length) {
      out[to] = x[from];
      return;
    }
    for (let i = 0; i < sizes[axis]; i++)
      copyFrom(axis + 1, to + i * outStrides[axis], from + i * xStrides[axis]);
  };
  copyFrom(0, layout.outOffset, layout.xOffset);
}

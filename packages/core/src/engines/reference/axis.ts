import type { FloatArray } from "../../dtype.js";
import type { AxisKernels, AxisLayout } from "../../engine.js";

/** Calls `visit` for each number of x [outer, axis, inner]: its position, its index on the axis and its position in
 *  [outer, inner]. */
function forEachNumber(
  { outer, axis, inner }: AxisLayout,
  visit: (position: number, index: number, other: number) => void,
): void {
  for (let o = 0; o < outer; o++) {
    for (let a = 0; a < axis; a++) {
      for (let i = 0; i < inner; i++) visit((o * axis + a) * inner + i, a, o * inner + i);
    }
  }
}

/** The sums of x, or of (x - center)^2, in float64. targetOf: the position of a number's sum, and of its center */
function sumInto(
  out: FloatArray,
  { x, center }: { readonly x: FloatArray; readonly center: FloatArray | undefined },
  layout: AxisLayout,
  targetOf: (index: number, other: number) => number,
): void {
  const totals = new Float64Array(out.length);
  forEachNumber(layout, (position, index, other) => {
    const target = targetOf(index, other);
    totals[target] += center === undefined ? x[position] : (x[position] - center[target]) ** 2;
  });
  out.set(totals);
}

export const axisKernels: AxisKernels = {
  broadcast({ reference }, out, { x, b, of }, layout) {
    forEachNumber(layout, (position, index, other) => {
      out[position] = reference(x[position], b[of === "axis" ? index : other]);
    });
  },
  sumAxis(out, x, layout, center) {
    sumInto(out, { x, center }, layout, (_, other) => other);
  },
  sumOthers(out, x, layout, center) {
    sumInto(out, { x, center }, layout, (index) => index);
  },
  maxAxis(out, indices, x, layout) {
    forEachNumber(layout, (position, index, other) => {
      const value = x[position];
      const isFirst = index === 0;
      if (isFirst || value > out[other] || (Number.isNaN(value) && !Number.isNaN(out[other]))) {
        out[other] = value;
        indices[other] = index;
      }
    });
  },
};

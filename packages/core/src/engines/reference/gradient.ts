import type { FloatArray } from "../../dtype.js";
import type { GradientRule } from "../../update-rules.js";

/** out = clamp(factor g, -limit, limit) + decay w; NaN stays NaN */
export function adjustGradient(
  out: FloatArray,
  g: FloatArray,
  w: FloatArray,
  { factor, limit, decay }: GradientRule,
): void {
  for (let i = 0; i < out.length; i++) {
    out[i] = Math.max(-limit, Math.min(limit, factor * g[i])) + decay * w[i];
  }
}

/** Sum of the squares of all elements, accumulated in float64. */
export function sumSquares(x: FloatArray): number {
  let total = 0;
  for (let i = 0; i < x.length; i++) total += x[i] * x[i];
  return total;
}

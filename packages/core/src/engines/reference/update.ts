import type { FloatArray } from "../../dtype.js";

/** w -= lr g, in place */
export function updateSgd(w: FloatArray, g: FloatArray, lr: number): void {
  for (let i = 0; i < w.length; i++) w[i] -= lr * g[i];
}

import type { FloatArray } from "../../dtype.js";
import type { AdamRule, MomentumRule, RmsRule } from "../../update-rules.js";

/** w -= lr g, in place */
export function updateSgd(w: FloatArray, g: FloatArray, lr: number): void {
  for (let i = 0; i < w.length; i++) w[i] -= lr * g[i];
}

/** v = momentum v + gain g, then w += along v + ahead g, in place */
export function updateMomentum(w: FloatArray, g: FloatArray, v: FloatArray, rule: MomentumRule): void {
  const { momentum, gain, along, ahead } = rule;
  for (let i = 0; i < w.length; i++) {
    v[i] = momentum * v[i] + gain * g[i];
    w[i] += along * v[i] + ahead * g[i];
  }
}

/** h = decay h + gain g^2, then w -= rate g / (sqrt(h) + eps), in place */
export function updateRms(w: FloatArray, g: FloatArray, h: FloatArray, rule: RmsRule): void {
  const { decay, gain, rate, eps } = rule;
  for (let i = 0; i < w.length; i++) {
    h[i] = decay * h[i] + gain * (g[i] * g[i]);
    w[i] -= (rate * g[i]) / (Math.sqrt(h[i]) + eps);
  }
}

/** m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2, then w = shrink w - rate m / (sqrt(v) + eps), in place */
export function updateAdam(
  w: FloatArray,
  g: FloatArray,
  { m, v }: { readonly m: FloatArray; readonly v: FloatArray },
  { beta1, beta2, rate, eps, shrink }: AdamRule,
): void {
  for (let i = 0; i < w.length; i++) {
    m[i] = beta1 * m[i] + (1 - beta1) * g[i];
    v[i] = beta2 * v[i] + (1 - beta2) * (g[i] * g[i]);
    w[i] = shrink * w[i] - (rate * m[i]) / (Math.sqrt(v[i]) + eps);
  }
}

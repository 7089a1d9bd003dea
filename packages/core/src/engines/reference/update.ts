import type { FloatArray } from "../../dtype.js";
import type { AdamRule, MomentumRule, RmsRule } from "../../update-rules.js";

/** w -= lr g, in place */
export function updateSgd(w: FloatArray, g: FloatArray, lr: number): void {
  for (let i = 0; i < w.length; i++) w[i] -= lr * g[i];
}

/** v = momentum v + gradientScale g, then w += velocityScale v + lookahead g, in place */
export function updateMomentum(w: FloatArray, g: FloatArray, v: FloatArray, rule: MomentumRule): void {
  const { momentum, gradientScale, velocityScale, lookahead } = rule;
  for (let i = 0; i < w.length; i++) {
    v[i] = momentum * v[i] + gradientScale * g[i];
    w[i] += velocityScale * v[i] + lookahead * g[i];
  }
}

/** h = decay h + gradientScale g^2, then w -= stepSize g / (sqrt(h) + eps), in place */
export function updateRms(w: FloatArray, g: FloatArray, h: FloatArray, rule: RmsRule): void {
  const { decay, gradientScale, stepSize, eps } = rule;
  for (let i = 0; i < w.length; i++) {
    h[i] = decay * h[i] + gradientScale * (g[i] * g[i]);
    w[i] -= (stepSize * g[i]) / (Math.sqrt(h[i]) + eps);
  }
}

/** m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2, then w = weightDecayFactor w - stepSize m / (sqrt(v) + eps), in place */
export function updateAdam(
  w: FloatArray,
  g: FloatArray,
  { m, v }: { readonly m: FloatArray; readonly v: FloatArray },
  { beta1, beta2, stepSize, eps, weightDecayFactor }: AdamRule,
): void {
  for (let i = 0; i < w.length; i++) {
    m[i] = beta1 * m[i] + (1 - beta1) * g[i];
    v[i] = beta2 * v[i] + (1 - beta2) * (g[i] * g[i]);
    w[i] = weightDecayFactor * w[i] - (stepSize * m[i]) / (Math.sqrt(v[i]) + eps);
  }
}

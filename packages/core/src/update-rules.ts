/** `v = momentum v + gradientScale g`, then `w = w + velocityScale v + lookahead g`. */
export interface MomentumRule {
  readonly momentum: number;
  readonly gradientScale: number;
  readonly velocityScale: number;
  readonly lookahead: number;
}

/** `h = decay h + gradientScale g^2`, then `w = w - stepSize g / (sqrt(h) + eps)`. */
export interface RmsRule {
  readonly decay: number;
  readonly gradientScale: number;
  readonly stepSize: number;
  readonly eps: number;
}

/** `m = beta1 m + (1 - beta1) g`, `v = beta2 v + (1 - beta2) g^2`, then
 *  `w = weightDecayFactor w - stepSize m / (sqrt(v) + eps)`. */
export interface AdamRule {
  readonly beta1: number;
  readonly beta2: number;
  readonly stepSize: number;
  readonly eps: number;
  readonly weightDecayFactor: number;
}

/** `clamp(factor g, -limit, limit) + decay w`. */
export interface GradientRule {
  readonly factor: number;
  readonly limit: number;
  readonly decay: number;
}

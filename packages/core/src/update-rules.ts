/** `v = momentum v + gain g`, then `w = w + along v + ahead g`. */
export interface MomentumRule {
  readonly momentum: number;
  readonly gain: number;
  readonly along: number;
  readonly ahead: number;
}

/** `h = decay h + gain g^2`, then `w = w - rate g / (sqrt(h) + eps)`. */
export interface RmsRule {
  readonly decay: number;
  readonly gain: number;
  readonly rate: number;
  readonly eps: number;
}

/** `m = beta1 m + (1 - beta1) g`, `v = beta2 v + (1 - beta2) g^2`, then `w = shrink w - rate m / (sqrt(v) + eps)`. */
export interface AdamRule {
  readonly beta1: number;
  readonly beta2: number;
  readonly rate: number;
  readonly eps: number;
  readonly shrink: number;
}

/** `clamp(factor g, -limit, limit) + decay w`. */
export interface GradientRule {
  readonly factor: number;
  readonly limit: number;
  readonly decay: number;
}

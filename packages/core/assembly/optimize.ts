// Updates of parameters from what is remembered of their gradients, in one pass. Each stored number is taken in float64 and
// rounded once, as the reference does.
import { highHalf, lowHalf, narrow } from "./widen";

/** decay m + gradientScale g */
// @ts-ignore: decorator
@inline
function mean2(m: v128, g: v128, decay: v128, gradientScale: v128): v128 {
  return f64x2.add(f64x2.mul(decay, m), f64x2.mul(gradientScale, g));
}

// @ts-ignore: decorator
@inline
function mean<T>(m: v128, g: v128, decay: v128, gradientScale: v128): v128 {
  if (sizeof<T>() == 8) return mean2(m, g, decay, gradientScale);
  return narrow(
    mean2(lowHalf(m), lowHalf(g), decay, gradientScale),
    mean2(highHalf(m), highHalf(g), decay, gradientScale),
  );
}

/** decay h + gradientScale g^2 */
// @ts-ignore: decorator
@inline
function meanSquare2(h: v128, g: v128, decay: v128, gradientScale: v128): v128 {
  return f64x2.add(f64x2.mul(decay, h), f64x2.mul(gradientScale, f64x2.mul(g, g)));
}

// @ts-ignore: decorator
@inline
function meanSquare<T>(h: v128, g: v128, decay: v128, gradientScale: v128): v128 {
  if (sizeof<T>() == 8) return meanSquare2(h, g, decay, gradientScale);
  return narrow(
    meanSquare2(lowHalf(h), lowHalf(g), decay, gradientScale),
    meanSquare2(highHalf(h), highHalf(g), decay, gradientScale),
  );
}

/** w + (velocityScale v + lookahead g) */
// @ts-ignore: decorator
@inline
function moved2(w: v128, v: v128, g: v128, velocityScale: v128, lookahead: v128): v128 {
  return f64x2.add(w, f64x2.add(f64x2.mul(velocityScale, v), f64x2.mul(lookahead, g)));
}

// @ts-ignore: decorator
@inline
function moved<T>(w: v128, v: v128, g: v128, velocityScale: v128, lookahead: v128): v128 {
  if (sizeof<T>() == 8) return moved2(w, v, g, velocityScale, lookahead);
  return narrow(
    moved2(lowHalf(w), lowHalf(v), lowHalf(g), velocityScale, lookahead),
    moved2(highHalf(w), highHalf(v), highHalf(g), velocityScale, lookahead),
  );
}

/** weightDecayFactor w - stepSize m / (sqrt(h) + eps) */
// @ts-ignore: decorator
@inline
function descended2(w: v128, m: v128, h: v128, stepSize: v128, eps: v128, weightDecayFactor: v128): v128 {
  return f64x2.sub(
    f64x2.mul(weightDecayFactor, w),
    f64x2.div(f64x2.mul(stepSize, m), f64x2.add(f64x2.sqrt(h), eps)),
  );
}

// @ts-ignore: decorator
@inline
function descended<T>(w: v128, m: v128, h: v128, stepSize: v128, eps: v128, weightDecayFactor: v128): v128 {
  if (sizeof<T>() == 8) return descended2(w, m, h, stepSize, eps, weightDecayFactor);
  return narrow(
    descended2(lowHalf(w), lowHalf(m), lowHalf(h), stepSize, eps, weightDecayFactor),
    descended2(highHalf(w), highHalf(m), highHalf(h), stepSize, eps, weightDecayFactor),
  );
}

function updateMomentum<T>(
  w: usize, g: usize, v: usize, n: usize, momentum: f64, gradientScale: f64, velocityScale: f64, lookahead: f64,
): void {
  const decay2 = f64x2.splat(momentum);
  const gradientScale2 = f64x2.splat(gradientScale);
  const velocityScale2 = f64x2.splat(velocityScale);
  const lookahead2 = f64x2.splat(lookahead);
  const end = w + n * sizeof<T>();
  const whole = w + ((n * sizeof<T>()) & ~15);
  for (; w < whole; w += 16, g += 16, v += 16) {
    const d = v128.load(g);
    const next = mean<T>(v128.load(v), d, decay2, gradientScale2);
    v128.store(v, next);
    v128.store(w, moved<T>(v128.load(w), next, d, velocityScale2, lookahead2));
  }
  for (; w < end; w += sizeof<T>(), g += sizeof<T>(), v += sizeof<T>()) {
    const d = v128.load_zero<T>(g);
    const next = mean<T>(v128.load_zero<T>(v), d, decay2, gradientScale2);
    v128.store_lane<T>(v, next, 0);
    v128.store_lane<T>(w, moved<T>(v128.load_zero<T>(w), next, d, velocityScale2, lookahead2), 0);
  }
}

function updateRms<T>(
  w: usize, g: usize, h: usize, n: usize, decay: f64, gradientScale: f64, stepSize: f64, eps: f64,
): void {
  const decay2 = f64x2.splat(decay);
  const gradientScale2 = f64x2.splat(gradientScale);
  const stepSize2 = f64x2.splat(stepSize);
  const eps2 = f64x2.splat(eps);
  const one = f64x2.splat(1);
  const end = w + n * sizeof<T>();
  const whole = w + ((n * sizeof<T>()) & ~15);
  for (; w < whole; w += 16, g += 16, h += 16) {
    const d = v128.load(g);
    const next = meanSquare<T>(v128.load(h), d, decay2, gradientScale2);
    v128.store(h, next);
    v128.store(w, descended<T>(v128.load(w), d, next, stepSize2, eps2, one));
  }
  for (; w < end; w += sizeof<T>(), g += sizeof<T>(), h += sizeof<T>()) {
    const d = v128.load_zero<T>(g);
    const next = meanSquare<T>(v128.load_zero<T>(h), d, decay2, gradientScale2);
    v128.store_lane<T>(h, next, 0);
    v128.store_lane<T>(w, descended<T>(v128.load_zero<T>(w), d, next, stepSize2, eps2, one), 0);
  }
}

function updateAdam<T>(
  w: usize, g: usize, m: usize, v: usize, n: usize,
  beta1: f64, beta2: f64, stepSize: f64, eps: f64, weightDecayFactor: f64,
): void {
  const decay1 = f64x2.splat(beta1);
  const gradientScale1 = f64x2.splat(1 - beta1);
  const decay2 = f64x2.splat(beta2);
  const gradientScale2 = f64x2.splat(1 - beta2);
  const stepSize2 = f64x2.splat(stepSize);
  const eps2 = f64x2.splat(eps);
  const weightDecayFactor2 = f64x2.splat(weightDecayFactor);
  const end = w + n * sizeof<T>();
  const whole = w + ((n * sizeof<T>()) & ~15);
  for (; w < whole; w += 16, g += 16, m += 16, v += 16) {
    const d = v128.load(g);
    const first = mean<T>(v128.load(m), d, decay1, gradientScale1);
    const second = meanSquare<T>(v128.load(v), d, decay2, gradientScale2);
    v128.store(m, first);
    v128.store(v, second);
    v128.store(w, descended<T>(v128.load(w), first, second, stepSize2, eps2, weightDecayFactor2));
  }
  for (; w < end; w += sizeof<T>(), g += sizeof<T>(), m += sizeof<T>(), v += sizeof<T>()) {
    const d = v128.load_zero<T>(g);
    const first = mean<T>(v128.load_zero<T>(m), d, decay1, gradientScale1);
    const second = meanSquare<T>(v128.load_zero<T>(v), d, decay2, gradientScale2);
    v128.store_lane<T>(m, first, 0);
    v128.store_lane<T>(v, second, 0);
    v128.store_lane<T>(w, descended<T>(v128.load_zero<T>(w), first, second, stepSize2, eps2, weightDecayFactor2), 0);
  }
}

export function updateMomentumF32(
  w: usize, g: usize, v: usize, n: usize, momentum: f64, gradientScale: f64, velocityScale: f64, lookahead: f64,
): void {
  updateMomentum<f32>(w, g, v, n, momentum, gradientScale, velocityScale, lookahead);
}

export function updateMomentumF64(
  w: usize, g: usize, v: usize, n: usize, momentum: f64, gradientScale: f64, velocityScale: f64, lookahead: f64,
): void {
  updateMomentum<f64>(w, g, v, n, momentum, gradientScale, velocityScale, lookahead);
}

export function updateRmsF32(
  w: usize, g: usize, h: usize, n: usize, decay: f64, gradientScale: f64, stepSize: f64, eps: f64,
): void {
  updateRms<f32>(w, g, h, n, decay, gradientScale, stepSize, eps);
}

export function updateRmsF64(
  w: usize, g: usize, h: usize, n: usize, decay: f64, gradientScale: f64, stepSize: f64, eps: f64,
): void {
  updateRms<f64>(w, g, h, n, decay, gradientScale, stepSize, eps);
}

export function updateAdamF32(
  w: usize, g: usize, m: usize, v: usize, n: usize,
  beta1: f64, beta2: f64, stepSize: f64, eps: f64, weightDecayFactor: f64,
): void {
  updateAdam<f32>(w, g, m, v, n, beta1, beta2, stepSize, eps, weightDecayFactor);
}

export function updateAdamF64(
  w: usize, g: usize, m: usize, v: usize, n: usize,
  beta1: f64, beta2: f64, stepSize: f64, eps: f64, weightDecayFactor: f64,
): void {
  updateAdam<f64>(w, g, m, v, n, beta1, beta2, stepSize, eps, weightDecayFactor);
}

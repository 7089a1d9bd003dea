// Updates of parameters from what is remembered of their gradients, in one pass. Each stored number is taken in float64 and
// rounded once, as the reference does.
import { highHalf, lowHalf, narrow } from "./widen";

/** decay m + gain g */
// @ts-ignore: decorator
@inline
function mean2(m: v128, g: v128, decay: v128, gain: v128): v128 {
  return f64x2.add(f64x2.mul(decay, m), f64x2.mul(gain, g));
}

// @ts-ignore: decorator
@inline
function mean<T>(m: v128, g: v128, decay: v128, gain: v128): v128 {
  if (sizeof<T>() == 8) return mean2(m, g, decay, gain);
  return narrow(
    mean2(lowHalf(m), lowHalf(g), decay, gain),
    mean2(highHalf(m), highHalf(g), decay, gain),
  );
}

/** decay h + gain g^2 */
// @ts-ignore: decorator
@inline
function meanSquare2(h: v128, g: v128, decay: v128, gain: v128): v128 {
  return f64x2.add(f64x2.mul(decay, h), f64x2.mul(gain, f64x2.mul(g, g)));
}

// @ts-ignore: decorator
@inline
function meanSquare<T>(h: v128, g: v128, decay: v128, gain: v128): v128 {
  if (sizeof<T>() == 8) return meanSquare2(h, g, decay, gain);
  return narrow(
    meanSquare2(lowHalf(h), lowHalf(g), decay, gain),
    meanSquare2(highHalf(h), highHalf(g), decay, gain),
  );
}

/** w + (along v + ahead g) */
// @ts-ignore: decorator
@inline
function moved2(w: v128, v: v128, g: v128, along: v128, ahead: v128): v128 {
  return f64x2.add(w, f64x2.add(f64x2.mul(along, v), f64x2.mul(ahead, g)));
}

// @ts-ignore: decorator
@inline
function moved<T>(w: v128, v: v128, g: v128, along: v128, ahead: v128): v128 {
  if (sizeof<T>() == 8) return moved2(w, v, g, along, ahead);
  return narrow(
    moved2(lowHalf(w), lowHalf(v), lowHalf(g), along, ahead),
    moved2(highHalf(w), highHalf(v), highHalf(g), along, ahead),
  );
}

/** shrink w - rate m / (sqrt(h) + eps) */
// @ts-ignore: decorator
@inline
function descended2(w: v128, m: v128, h: v128, rate: v128, eps: v128, shrink: v128): v128 {
  return f64x2.sub(
    f64x2.mul(shrink, w),
    f64x2.div(f64x2.mul(rate, m), f64x2.add(f64x2.sqrt(h), eps)),
  );
}

// @ts-ignore: decorator
@inline
function descended<T>(w: v128, m: v128, h: v128, rate: v128, eps: v128, shrink: v128): v128 {
  if (sizeof<T>() == 8) return descended2(w, m, h, rate, eps, shrink);
  return narrow(
    descended2(lowHalf(w), lowHalf(m), lowHalf(h), rate, eps, shrink),
    descended2(highHalf(w), highHalf(m), highHalf(h), rate, eps, shrink),
  );
}

function updateMomentum<T>(
  w: usize, g: usize, v: usize, n: usize, momentum: f64, gain: f64, along: f64, ahead: f64,
): void {
  const decay2 = f64x2.splat(momentum);
  const gain2 = f64x2.splat(gain);
  const along2 = f64x2.splat(along);
  const ahead2 = f64x2.splat(ahead);
  const end = w + n * sizeof<T>();
  const whole = w + ((n * sizeof<T>()) & ~15);
  for (; w < whole; w += 16, g += 16, v += 16) {
    const d = v128.load(g);
    const next = mean<T>(v128.load(v), d, decay2, gain2);
    v128.store(v, next);
    v128.store(w, moved<T>(v128.load(w), next, d, along2, ahead2));
  }
  for (; w < end; w += sizeof<T>(), g += sizeof<T>(), v += sizeof<T>()) {
    const d = v128.load_zero<T>(g);
    const next = mean<T>(v128.load_zero<T>(v), d, decay2, gain2);
    v128.store_lane<T>(v, next, 0);
    v128.store_lane<T>(w, moved<T>(v128.load_zero<T>(w), next, d, along2, ahead2), 0);
  }
}

function updateRms<T>(
  w: usize, g: usize, h: usize, n: usize, decay: f64, gain: f64, rate: f64, eps: f64,
): void {
  const decay2 = f64x2.splat(decay);
  const gain2 = f64x2.splat(gain);
  const rate2 = f64x2.splat(rate);
  const eps2 = f64x2.splat(eps);
  const one = f64x2.splat(1);
  const end = w + n * sizeof<T>();
  const whole = w + ((n * sizeof<T>()) & ~15);
  for (; w < whole; w += 16, g += 16, h += 16) {
    const d = v128.load(g);
    const next = meanSquare<T>(v128.load(h), d, decay2, gain2);
    v128.store(h, next);
    v128.store(w, descended<T>(v128.load(w), d, next, rate2, eps2, one));
  }
  for (; w < end; w += sizeof<T>(), g += sizeof<T>(), h += sizeof<T>()) {
    const d = v128.load_zero<T>(g);
    const next = meanSquare<T>(v128.load_zero<T>(h), d, decay2, gain2);
    v128.store_lane<T>(h, next, 0);
    v128.store_lane<T>(w, descended<T>(v128.load_zero<T>(w), d, next, rate2, eps2, one), 0);
  }
}

function updateAdam<T>(
  w: usize, g: usize, m: usize, v: usize, n: usize,
  beta1: f64, beta2: f64, rate: f64, eps: f64, shrink: f64,
): void {
  const decay1 = f64x2.splat(beta1);
  const gain1 = f64x2.splat(1 - beta1);
  const decay2 = f64x2.splat(beta2);
  const gain2 = f64x2.splat(1 - beta2);
  const rate2 = f64x2.splat(rate);
  const eps2 = f64x2.splat(eps);
  const shrink2 = f64x2.splat(shrink);
  const end = w + n * sizeof<T>();
  const whole = w + ((n * sizeof<T>()) & ~15);
  for (; w < whole; w += 16, g += 16, m += 16, v += 16) {
    const d = v128.load(g);
    const first = mean<T>(v128.load(m), d, decay1, gain1);
    const second = meanSquare<T>(v128.load(v), d, decay2, gain2);
    v128.store(m, first);
    v128.store(v, second);
    v128.store(w, descended<T>(v128.load(w), first, second, rate2, eps2, shrink2));
  }
  for (; w < end; w += sizeof<T>(), g += sizeof<T>(), m += sizeof<T>(), v += sizeof<T>()) {
    const d = v128.load_zero<T>(g);
    const first = mean<T>(v128.load_zero<T>(m), d, decay1, gain1);
    const second = meanSquare<T>(v128.load_zero<T>(v), d, decay2, gain2);
    v128.store_lane<T>(m, first, 0);
    v128.store_lane<T>(v, second, 0);
    v128.store_lane<T>(w, descended<T>(v128.load_zero<T>(w), first, second, rate2, eps2, shrink2), 0);
  }
}

export function updateMomentumF32(
  w: usize, g: usize, v: usize, n: usize, momentum: f64, gain: f64, along: f64, ahead: f64,
): void {
  updateMomentum<f32>(w, g, v, n, momentum, gain, along, ahead);
}

export function updateMomentumF64(
  w: usize, g: usize, v: usize, n: usize, momentum: f64, gain: f64, along: f64, ahead: f64,
): void {
  updateMomentum<f64>(w, g, v, n, momentum, gain, along, ahead);
}

export function updateRmsF32(
  w: usize, g: usize, h: usize, n: usize, decay: f64, gain: f64, rate: f64, eps: f64,
): void {
  updateRms<f32>(w, g, h, n, decay, gain, rate, eps);
}

export function updateRmsF64(
  w: usize, g: usize, h: usize, n: usize, decay: f64, gain: f64, rate: f64, eps: f64,
): void {
  updateRms<f64>(w, g, h, n, decay, gain, rate, eps);
}

export function updateAdamF32(
  w: usize, g: usize, m: usize, v: usize, n: usize,
  beta1: f64, beta2: f64, rate: f64, eps: f64, shrink: f64,
): void {
  updateAdam<f32>(w, g, m, v, n, beta1, beta2, rate, eps, shrink);
}

export function updateAdamF64(
  w: usize, g: usize, m: usize, v: usize, n: usize,
  beta1: f64, beta2: f64, rate: f64, eps: f64, shrink: f64,
): void {
  updateAdam<f64>(w, g, m, v, n, beta1, beta2, rate, eps, shrink);
}

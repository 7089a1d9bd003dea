// Elementwise kernels that take numbers besides tensors, or three tensors.
import { highHalf, lowHalf, narrow } from "./widen";

/** x + c, taken in float64 and rounded once, as the reference does. */
function addScalar<T>(out: usize, x: usize, n: usize, c: f64): void {
  const c2 = f64x2.splat(c);
  const bytes = n * sizeof<T>();
  let at: usize = 0;
  for (; at < (bytes & ~15); at += 16) {
    const v = v128.load(x + at);
    const sum =
      sizeof<T>() == 8 ? f64x2.add(v, c2) : narrow(f64x2.add(lowHalf(v), c2), f64x2.add(highHalf(v), c2));
    v128.store(out + at, sum);
  }
  for (; at < bytes; at += sizeof<T>()) store<T>(out + at, <T>(<f64>load<T>(x + at) + c));
}

/** min(max(x, low), high); rounding the bounds first changes nothing */
function clip<T>(out: usize, x: usize, n: usize, low: T, high: T): void {
  const lows = v128.splat<T>(low);
  const highs = v128.splat<T>(high);
  const bytes = n * sizeof<T>();
  let at: usize = 0;
  for (; at < (bytes & ~15); at += 16) {
    v128.store(out + at, v128.min<T>(v128.max<T>(v128.load(x + at), lows), highs));
  }
  for (; at < bytes; at += sizeof<T>()) store<T>(out + at, min<T>(max<T>(load<T>(x + at), low), high));
}

function where<T>(out: usize, mask: usize, a: usize, b: usize, n: usize): void {
  const bytes = n * sizeof<T>();
  let at: usize = 0;
  for (; at < (bytes & ~15); at += 16) {
    const counts = v128.ne<T>(v128.load(mask + at), v128.splat<T>(0));
    v128.store(out + at, v128.bitselect(v128.load(a + at), v128.load(b + at), counts));
  }
  for (; at < bytes; at += sizeof<T>()) {
    store<T>(out + at, load<T>((load<T>(mask + at) != 0 ? a : b) + at));
  }
}

/** value where the uniform number is below `keep`, else 0 */
function keepBelow<T>(out: usize, uniforms: usize, n: usize, keep: f64, value: T): void {
  const values = v128.splat<T>(value);
  const limit = f64x2.splat(keep);
  const lanes: usize = 16 / sizeof<T>();
  let i: usize = 0;
  for (; i + lanes <= n; i += lanes, uniforms += lanes * 8, out += 16) {
    const first = f64x2.lt(v128.load(uniforms), limit);
    const below =
      sizeof<T>() == 8 ? first : v128.shuffle<i32>(first, f64x2.lt(v128.load(uniforms, 16), limit), 0, 2, 4, 6);
    v128.store(out, v128.and(values, below));
  }
  for (; i < n; i++, uniforms += 8, out += sizeof<T>()) store<T>(out, load<f64>(uniforms) < keep ? value : 0);
}

export function keepBelowF32(out: usize, uniforms: usize, n: usize, keep: f64, value: f64): void {
  keepBelow<f32>(out, uniforms, n, keep, <f32>value);
}

export function keepBelowF64(out: usize, uniforms: usize, n: usize, keep: f64, value: f64): void {
  keepBelow<f64>(out, uniforms, n, keep, value);
}

export function addScalarF32(out: usize, x: usize, n: usize, c: f64): void {
  addScalar<f32>(out, x, n, c);
}

export function addScalarF64(out: usize, x: usize, n: usize, c: f64): void {
  addScalar<f64>(out, x, n, c);
}

export function clipF32(out: usize, x: usize, n: usize, low: f64, high: f64): void {
  clip<f32>(out, x, n, <f32>low, <f32>high);
}

export function clipF64(out: usize, x: usize, n: usize, low: f64, high: f64): void {
  clip<f64>(out, x, n, low, high);
}

export function whereF32(out: usize, mask: usize, a: usize, b: usize, n: usize): void {
  where<f32>(out, mask, a, b, n);
}

export function whereF64(out: usize, mask: usize, a: usize, b: usize, n: usize): void {
  where<f64>(out, mask, a, b, n);
}

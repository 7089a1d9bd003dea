// Elementwise kernels that take numbers besides tensors, or three tensors.

/** x + c */
function addScalar<T>(out: usize, x: usize, n: usize, c: T): void {
  const second = v128.splat<T>(c);
  const bytes = n * sizeof<T>();
  let at: usize = 0;
  for (; at < (bytes & ~63); at += 64) {
    v128.store(out + at, v128.add<T>(v128.load(x + at), second));
    v128.store(out + at, v128.add<T>(v128.load(x + at, 16), second), 16);
    v128.store(out + at, v128.add<T>(v128.load(x + at, 32), second), 32);
    v128.store(out + at, v128.add<T>(v128.load(x + at, 48), second), 48);
  }
  for (; at < bytes; at += sizeof<T>()) store<T>(out + at, load<T>(x + at) + c);
}

/** low where x < low, high where x > high, else x. Pseudo-maxima and -minima are one instruction and leave NaN as it is. */
// @ts-ignore: decorator
@inline
function between<T>(x: v128, lows: v128, highs: v128): v128 {
  return v128.pmin<T>(v128.pmax<T>(x, lows), highs);
}

/** rounding the bounds first changes nothing */
function clip<T>(out: usize, x: usize, n: usize, low: T, high: T): void {
  const lows = v128.splat<T>(low);
  const highs = v128.splat<T>(high);
  const bytes = n * sizeof<T>();
  let at: usize = 0;
  for (; at < (bytes & ~63); at += 64) {
    v128.store(out + at, between<T>(v128.load(x + at), lows, highs));
    v128.store(out + at, between<T>(v128.load(x + at, 16), lows, highs), 16);
    v128.store(out + at, between<T>(v128.load(x + at, 32), lows, highs), 32);
    v128.store(out + at, between<T>(v128.load(x + at, 48), lows, highs), 48);
  }
  for (; at < bytes; at += sizeof<T>()) {
    v128.store_lane<T>(out + at, between<T>(v128.load_zero<T>(x + at), lows, highs), 0);
  }
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
  addScalar<f32>(out, x, n, <f32>c);
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

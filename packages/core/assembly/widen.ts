// Between four float32 and twice two float64 lanes.

/** Lanes 0 and 1 as float64. */
// @ts-ignore: decorator
@inline
export function lowHalf(x: v128): v128 {
  return f64x2.promote_low_f32x4(x);
}

/** Lanes 2 and 3 as float64. */
// @ts-ignore: decorator
@inline
export function highHalf(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<u64>(x, x, 1, 1));
}

/** Four float32 lanes from twice two float64 lanes, rounded. */
// @ts-ignore: decorator
@inline
export function narrow(low: v128, high: v128): v128 {
  return v128.shuffle<u64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

// out row i = (row indices[i] of values - offset) / divisor, in float64; bytes are rounded to float32 after it.

/** Four bytes as float32, less the offset, times the reciprocal of the divisor in two parts. */
// @ts-ignore: decorator
@inline
function scaled(bytes: v128, offset: v128, high: v128, low: v128): v128 {
  const x = f32x4.sub(f32x4.convert_i32x4_s(bytes), offset);
  return f32x4.add(f32x4.mul(x, high), f32x4.mul(x, low));
}

// @ts-ignore: decorator
@inline
function storeFour<T>(out: usize, x: v128): void {
  if (sizeof<T>() == 4) {
    v128.store(out, x);
  } else {
    v128.store(out, f64x2.promote_low_f32x4(x));
    v128.store(out, f64x2.promote_low_f32x4(v128.shuffle<u64>(x, x, 1, 1)), 16);
  }
}

/** How many rows ahead memory is asked for, and how much of a row at most. */
const AHEAD: usize = 2;
const MOST_AHEAD: usize = 4096;

const LINE: usize = 64;

/** Rows of bytes `(x - offset) (high + low)`; the caller has seen that this is `(x - offset) / divisor`, rounded, for
 *  every byte. Rows of a large data set wait for memory, so the next ones are touched early; what was touched is
 *  returned, lest the loads be optimized away. */
function gatherBytes<T>(
  out: usize, values: usize, indices: usize, rows: usize, columns: usize, offset: f32, high: f32, low: f32,
): u32 {
  const offsets = f32x4.splat(offset);
  const highs = f32x4.splat(high);
  const lows = f32x4.splat(low);
  const ahead = min<usize>(columns, MOST_AHEAD);
  let touched: u32 = 0;
  for (let i: usize = 0; i < rows; i++) {
    if (i + AHEAD < rows) {
      const next = values + (<usize>load<u32>(indices + 4 * (i + AHEAD))) * columns;
      for (let at: usize = 0; at < ahead; at += LINE) touched ^= load<u8>(next + at);
    }
    let from = values + (<usize>load<u32>(indices + 4 * i)) * columns;
    const end = from + columns;
    for (; from + 16 <= end; from += 16, out += 16 * sizeof<T>()) {
      const bytes = v128.load(from);
      const first = i16x8.extend_low_i8x16_u(bytes);
      const second = i16x8.extend_high_i8x16_u(bytes);
      storeFour<T>(out, scaled(i32x4.extend_low_i16x8_u(first), offsets, highs, lows));
      storeFour<T>(out + 4 * sizeof<T>(), scaled(i32x4.extend_high_i16x8_u(first), offsets, highs, lows));
      storeFour<T>(out + 8 * sizeof<T>(), scaled(i32x4.extend_low_i16x8_u(second), offsets, highs, lows));
      storeFour<T>(out + 12 * sizeof<T>(), scaled(i32x4.extend_high_i16x8_u(second), offsets, highs, lows));
    }
    for (; from < end; from++, out += sizeof<T>()) {
      const x = <f32>load<u8>(from) - offset;
      store<T>(out, <T>(x * high + x * low));
    }
  }
  return touched;
}

/** Rows of V with any scaling: `perColumn` is 1 for an offset and divisor a column, 0 for one pair. */
function gatherAny<T, V>(
  out: usize, values: usize, indices: usize, rows: usize, columns: usize,
  offsets: usize, divisors: usize, perColumn: usize,
): void {
  for (let i: usize = 0; i < rows; i++) {
    let from = values + (<usize>load<u32>(indices + 4 * i)) * columns * sizeof<V>();
    for (let j: usize = 0; j < columns; j++, from += sizeof<V>(), out += sizeof<T>()) {
      const pair = 8 * j * perColumn;
      const scaled = (<f64>load<V>(from) - load<f64>(offsets + pair)) / load<f64>(divisors + pair);
      store<T>(out, sizeof<V>() == 1 ? <T>(<f32>scaled) : <T>scaled);
    }
  }
}

export function gatherBytesF32(
  out: usize, values: usize, indices: usize, rows: usize, columns: usize, offset: f32, high: f32, low: f32,
): u32 {
  return gatherBytes<f32>(out, values, indices, rows, columns, offset, high, low);
}

export function gatherBytesF64(
  out: usize, values: usize, indices: usize, rows: usize, columns: usize, offset: f32, high: f32, low: f32,
): u32 {
  return gatherBytes<f64>(out, values, indices, rows, columns, offset, high, low);
}

/** `width`: bytes a value, 1, 4 or 8. */
export function gatherF32(
  out: usize, values: usize, indices: usize, rows: usize, columns: usize,
  offsets: usize, divisors: usize, perColumn: usize, width: i32,
): void {
  if (width == 1) gatherAny<f32, u8>(out, values, indices, rows, columns, offsets, divisors, perColumn);
  else if (width == 4) gatherAny<f32, f32>(out, values, indices, rows, columns, offsets, divisors, perColumn);
  else gatherAny<f32, f64>(out, values, indices, rows, columns, offsets, divisors, perColumn);
}

/** `width`: bytes a value, 1, 4 or 8. */
export function gatherF64(
  out: usize, values: usize, indices: usize, rows: usize, columns: usize,
  offsets: usize, divisors: usize, perColumn: usize, width: i32,
): void {
  if (width == 1) gatherAny<f64, u8>(out, values, indices, rows, columns, offsets, divisors, perColumn);
  else if (width == 4) gatherAny<f64, f32>(out, values, indices, rows, columns, offsets, divisors, perColumn);
  else gatherAny<f64, f64>(out, values, indices, rows, columns, offsets, divisors, perColumn);
}

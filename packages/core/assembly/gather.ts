// out row i = (row indices[i] of values - offset) / divisor, in float64; bytes are rounded to float32 after it.

/** Four bytes as float32, less the offset if `shifted`, times the reciprocal of the divisor in two parts. */
// @ts-ignore: decorator
@inline
function scaled(shifted: bool, bytes: v128, offset: v128, high: v128, low: v128): v128 {
  const converted = f32x4.convert_i32x4_s(bytes);
  const x = shifted ? f32x4.sub(converted, offset) : converted;
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

/** A row of bytes; `shifted` is true for an offset other than 0. */
// @ts-ignore: decorator
@inline
function scaleRow<T>(shifted: bool, out: usize, from: usize, columns: usize, offset: f32, high: f32, low: f32): void {
  const offsets = f32x4.splat(offset);
  const highs = f32x4.splat(high);
  const lows = f32x4.splat(low);
  const end = from + columns;
  for (; from + 16 <= end; from += 16, out += 16 * sizeof<T>()) {
    const bytes = v128.load(from);
    const first = i16x8.extend_low_i8x16_u(bytes);
    const second = i16x8.extend_high_i8x16_u(bytes);
    storeFour<T>(out, scaled(shifted, i32x4.extend_low_i16x8_u(first), offsets, highs, lows));
    storeFour<T>(out + 4 * sizeof<T>(), scaled(shifted, i32x4.extend_high_i16x8_u(first), offsets, highs, lows));
    storeFour<T>(out + 8 * sizeof<T>(), scaled(shifted, i32x4.extend_low_i16x8_u(second), offsets, highs, lows));
    storeFour<T>(out + 12 * sizeof<T>(), scaled(shifted, i32x4.extend_high_i16x8_u(second), offsets, highs, lows));
  }
  for (; from < end; from++, out += sizeof<T>()) {
    const x = <f32>load<u8>(from) - offset;
    store<T>(out, <T>(x * high + x * low));
  }
}

/** Rows whose memory is asked for together, and how much of each at most. */
const TOGETHER: usize = 32;
const MOST_TOUCHED: usize = 4096;

const LINE: usize = 64;

/** Rows of bytes `(x - offset) (high + low)`; the caller has seen that this is `(x - offset) / divisor`, rounded, for
 *  every byte. Rows of a large data set wait for memory. A loop that does nothing else touches the lines of several rows first,
 *  so that the processor waits for many at once. What was touched is returned, so that the compiler keeps the loads. */
function gatherBytes<T>(
  out: usize, values: usize, indices: usize, rows: usize, columns: usize, offset: f32, high: f32, low: f32,
): u32 {
  const bytes = min<usize>(columns, MOST_TOUCHED);
  const end = indices + 4 * rows;
  let touched: u32 = 0;
  while (indices < end) {
    const endTogether = min(end, indices + 4 * TOGETHER);
    for (let index = indices; index < endTogether; index += 4) {
      const row = values + (<usize>load<u32>(index)) * columns;
      for (let at: usize = 0; at < bytes; at += LINE) touched ^= load<u8>(row + at);
    }
    for (; indices < endTogether; indices += 4, out += columns * sizeof<T>()) {
      const row = values + (<usize>load<u32>(indices)) * columns;
      if (offset == 0) scaleRow<T>(false, out, row, columns, offset, high, low);
      else scaleRow<T>(true, out, row, columns, offset, high, low);
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

// out row i = (row indices[i] of values - offset) / divisor, in float64; bytes are rounded to float32 after it.

/** Sixteen bytes as float32, four at a time, divided exactly as in float64: both operands are float32 numbers. */
// @ts-ignore: decorator
@inline
function scaledBytes(bytes: v128, offset: v128, divisor: v128): v128 {
  return f32x4.div(f32x4.sub(f32x4.convert_i32x4_u(bytes), offset), divisor);
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

/** Rows of bytes with one offset, a whole number below 2^16 in size, and one divisor, a float32 number. */
function gatherBytes<T>(
  out: usize, values: usize, indices: usize, rows: usize, columns: usize, offset: f32, divisor: f32,
): void {
  const offsets = f32x4.splat(offset);
  const divisors = f32x4.splat(divisor);
  for (let i: usize = 0; i < rows; i++) {
    let from = values + (<usize>load<u32>(indices + 4 * i)) * columns;
    const end = from + columns;
    for (; from + 16 <= end; from += 16, out += 16 * sizeof<T>()) {
      const bytes = v128.load(from);
      const low = i16x8.extend_low_i8x16_u(bytes);
      const high = i16x8.extend_high_i8x16_u(bytes);
      storeFour<T>(out, scaledBytes(i32x4.extend_low_i16x8_u(low), offsets, divisors));
      storeFour<T>(out + 4 * sizeof<T>(), scaledBytes(i32x4.extend_high_i16x8_u(low), offsets, divisors));
      storeFour<T>(out + 8 * sizeof<T>(), scaledBytes(i32x4.extend_low_i16x8_u(high), offsets, divisors));
      storeFour<T>(out + 12 * sizeof<T>(), scaledBytes(i32x4.extend_high_i16x8_u(high), offsets, divisors));
    }
    for (; from < end; from++, out += sizeof<T>()) store<T>(out, <T>((<f32>load<u8>(from) - offset) / divisor));
  }
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
  out: usize, values: usize, indices: usize, rows: usize, columns: usize, offset: f32, divisor: f32,
): void {
  gatherBytes<f32>(out, values, indices, rows, columns, offset, divisor);
}

export function gatherBytesF64(
  out: usize, values: usize, indices: usize, rows: usize, columns: usize, offset: f32, divisor: f32,
): void {
  gatherBytes<f64>(out, values, indices, rows, columns, offset, divisor);
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

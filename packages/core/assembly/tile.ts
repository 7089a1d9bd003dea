// The innermost part of the product: 4 rows by 2 vectors of columns (8 float32, 4 float64), held in registers.

/** Rows of a tile. */
export const TILE_ROWS: usize = 4;

/** Bytes of a tile's row: two vectors. */
export const TILE_BYTES: usize = 32;

/** Stores, or adds, a row of a tile; `bytes` of it belong to the result. */
// @ts-ignore: decorator
@inline
function put<T>(to: usize, first: v128, second: v128, bytes: usize, adds: bool): void {
  if (bytes >= 32) {
    v128.store(to, adds ? v128.add<T>(v128.load(to), first) : first);
    v128.store(to, adds ? v128.add<T>(v128.load(to, 16), second) : second, 16);
    return;
  }
  if (bytes >= 16) v128.store(to, adds ? v128.add<T>(v128.load(to), first) : first);
  let rest = bytes >= 16 ? second : first;
  for (let at = bytes & 16; at < bytes; at += sizeof<T>()) {
    store<T>(to + at, adds ? load<T>(to + at) + v128.extract_lane<T>(rest, 0) : v128.extract_lane<T>(rest, 0));
    // the next lane comes to the front
    rest = sizeof<T>() == 4 ? v128.shuffle<u32>(rest, rest, 1, 2, 3, 0) : v128.shuffle<u64>(rest, rest, 1, 0);
  }
}

/** c (+)= a b for panels a [steps, 4] and b [steps, 2 vectors], summed in the order of the steps.
 *  stride: bytes of c's row, rows and bytes: what of the tile belongs to c, adds: c is added to */
export function tile<T>(
  c: usize, stride: usize, a: usize, b: usize, steps: usize, rows: usize, bytes: usize, adds: bool,
): void {
  let c00 = f64x2.splat(0);
  let c01 = f64x2.splat(0);
  let c10 = f64x2.splat(0);
  let c11 = f64x2.splat(0);
  let c20 = f64x2.splat(0);
  let c21 = f64x2.splat(0);
  let c30 = f64x2.splat(0);
  let c31 = f64x2.splat(0);
  const end = b + steps * TILE_BYTES;
  for (; b < end; b += TILE_BYTES, a += TILE_ROWS * sizeof<T>()) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const a0 = v128.load_splat<T>(a);
    c00 = v128.add<T>(c00, v128.mul<T>(a0, b0));
    c01 = v128.add<T>(c01, v128.mul<T>(a0, b1));
    const a1 = v128.load_splat<T>(a, sizeof<T>());
    c10 = v128.add<T>(c10, v128.mul<T>(a1, b0));
    c11 = v128.add<T>(c11, v128.mul<T>(a1, b1));
    const a2 = v128.load_splat<T>(a, 2 * sizeof<T>());
    c20 = v128.add<T>(c20, v128.mul<T>(a2, b0));
    c21 = v128.add<T>(c21, v128.mul<T>(a2, b1));
    const a3 = v128.load_splat<T>(a, 3 * sizeof<T>());
    c30 = v128.add<T>(c30, v128.mul<T>(a3, b0));
    c31 = v128.add<T>(c31, v128.mul<T>(a3, b1));
  }
  put<T>(c, c00, c01, bytes, adds);
  if (rows > 1) put<T>(c + stride, c10, c11, bytes, adds);
  if (rows > 2) put<T>(c + 2 * stride, c20, c21, bytes, adds);
  if (rows > 3) put<T>(c + 3 * stride, c30, c31, bytes, adds);
}

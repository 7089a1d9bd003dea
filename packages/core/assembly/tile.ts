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

// @ts-ignore: decorator
@inline
function madd<T>(sum: v128, a: v128, b: v128): v128 {
  return v128.add<T>(sum, v128.mul<T>(a, b));
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
  let left = steps;
  // one step at a time: with two or four, V8 runs out of registers and takes half as long again
  do {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const a0 = v128.load_splat<T>(a);
    c00 = madd<T>(c00, a0, b0);
    c01 = madd<T>(c01, a0, b1);
    const a1 = v128.load_splat<T>(a, sizeof<T>());
    c10 = madd<T>(c10, a1, b0);
    c11 = madd<T>(c11, a1, b1);
    const a2 = v128.load_splat<T>(a, 2 * sizeof<T>());
    c20 = madd<T>(c20, a2, b0);
    c21 = madd<T>(c21, a2, b1);
    const a3 = v128.load_splat<T>(a, 3 * sizeof<T>());
    c30 = madd<T>(c30, a3, b0);
    c31 = madd<T>(c31, a3, b1);
    a += TILE_ROWS * sizeof<T>();
    b += TILE_BYTES;
    left--;
  } while (left != 0);
  put<T>(c, c00, c01, bytes, adds);
  if (rows > 1) put<T>(c + stride, c10, c11, bytes, adds);
  if (rows > 2) put<T>(c + 2 * stride, c20, c21, bytes, adds);
  if (rows > 3) put<T>(c + 3 * stride, c30, c31, bytes, adds);
}

/** The same for columns that fit into one vector. */
export function narrowTile<T>(
  c: usize, stride: usize, a: usize, b: usize, steps: usize, rows: usize, bytes: usize, adds: bool,
): void {
  let c0 = f64x2.splat(0);
  let c1 = f64x2.splat(0);
  let c2 = f64x2.splat(0);
  let c3 = f64x2.splat(0);
  let left = steps;
  do {
    const b0 = v128.load(b);
    c0 = madd<T>(c0, v128.load_splat<T>(a), b0);
    c1 = madd<T>(c1, v128.load_splat<T>(a, sizeof<T>()), b0);
    c2 = madd<T>(c2, v128.load_splat<T>(a, 2 * sizeof<T>()), b0);
    c3 = madd<T>(c3, v128.load_splat<T>(a, 3 * sizeof<T>()), b0);
    a += TILE_ROWS * sizeof<T>();
    b += TILE_BYTES;
    left--;
  } while (left != 0);
  const none = f64x2.splat(0);
  put<T>(c, c0, none, bytes, adds);
  if (rows > 1) put<T>(c + stride, c1, none, bytes, adds);
  if (rows > 2) put<T>(c + 2 * stride, c2, none, bytes, adds);
  if (rows > 3) put<T>(c + 3 * stride, c3, none, bytes, adds);
}

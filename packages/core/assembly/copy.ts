// Copies of boxes with strides: permutations, slices, concatenations, padding and reversals.

/** Numbers along a side of a square: some lines of memory. */
const SQUARE: usize = 16;

/** Bytes from which the copy of the runtime is faster than a loop. */
const LONG_RUN: usize = 512;

/** Copies `bytes` bytes, a multiple of four. */
// @ts-ignore: decorator
@inline
export function copyBytes(out: usize, x: usize, bytes: usize): void {
  if (bytes >= LONG_RUN) {
    memory.copy(out, x, bytes);
    return;
  }
  const end = out + bytes;
  const lines = out + (bytes & ~63);
  while (out < lines) {
    v128.store(out, v128.load(x));
    v128.store(out, v128.load(x, 16), 16);
    v128.store(out, v128.load(x, 32), 32);
    v128.store(out, v128.load(x, 48), 48);
    out += 64;
    x += 64;
  }
  const whole = out + (bytes & 48);
  while (out < whole) {
    v128.store(out, v128.load(x));
    out += 16;
    x += 16;
  }
  while (out < end) {
    store<u32>(out, load<u32>(x));
    out += 4;
    x += 4;
  }
}

/** Copies `n` numbers; the strides are in bytes. */
// @ts-ignore: decorator
@inline
function copyRun<T>(out: usize, x: usize, n: usize, strideOut: isize, strideX: isize): void {
  for (let i: usize = 0; i < n; i++) {
    store<T>(out, load<T>(x));
    out += strideOut;
    x += strideX;
  }
}

/** Copies the columns of a square of four float32 numbers a side to its rows. */
// @ts-ignore: decorator
@inline
function transpose4(out: usize, x: usize, outRow: isize, xColumn: isize): void {
  const a = v128.load(x);
  const b = v128.load(x + xColumn);
  const c = v128.load(x + 2 * xColumn);
  const d = v128.load(x + 3 * xColumn);
  const lowAB = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const highAB = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const lowCD = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const highCD = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<i64>(lowAB, lowCD, 0, 2));
  v128.store(out + outRow, v128.shuffle<i64>(lowAB, lowCD, 1, 3));
  v128.store(out + 2 * outRow, v128.shuffle<i64>(highAB, highCD, 0, 2));
  v128.store(out + 3 * outRow, v128.shuffle<i64>(highAB, highCD, 1, 3));
}

/** Copies a matrix whose rows are lines of `out` and whose columns are lines of x, four by four. */
function transposeMatrix(
  out: usize, x: usize, rows: usize, columns: usize, outRow: isize, xColumn: isize,
): void {
  const wholeRows = rows & ~3;
  const wholeColumns = columns & ~3;
  for (let i: usize = 0; i < wholeRows; i += SQUARE) {
    const last = min<usize>(wholeRows, i + SQUARE);
    for (let j: usize = 0; j < wholeColumns; j += 4) {
      for (let p = i; p < last; p += 4) {
        transpose4(out + p * outRow + j * 4, x + p * 4 + j * xColumn, outRow, xColumn);
      }
    }
  }
  for (let i: usize = 0; i < rows; i++) {
    const first = i < wholeRows ? wholeColumns : 0;
    copyRun<f32>(out + i * outRow + first * 4, x + i * 4 + first * xColumn, columns - first, 4, xColumn);
  }
}

/** Copies a matrix square by square, so that lines of memory are used again before they leave the cache, where one side is
 *  read or written across its lines. */
function copyMatrix<T>(
  out: usize, x: usize, rows: usize, columns: usize, outRow: isize, outColumn: isize, xRow: isize, xColumn: isize,
): void {
  if (outColumn == sizeof<T>() && xColumn == sizeof<T>()) {
    const bytes = columns * sizeof<T>();
    for (let i: usize = 0; i < rows; i++) {
      copyBytes(out, x, bytes);
      out += outRow;
      x += xRow;
    }
    return;
  }
  if (sizeof<T>() == 4 && outColumn == 4 && xRow == 4) {
    transposeMatrix(out, x, rows, columns, outRow, xColumn);
    return;
  }
  for (let i: usize = 0; i < rows; i += SQUARE) {
    const last = min<usize>(rows, i + SQUARE);
    for (let j: usize = 0; j < columns; j += SQUARE) {
      const run = min<usize>(SQUARE, columns - j);
      for (let p = i; p < last; p++) {
        copyRun<T>(
          out + p * outRow + j * outColumn, x + p * xRow + j * xColumn, run, outColumn, xColumn,
        );
      }
    }
  }
}

/** Copies a box [n0, n1, n2, n3]. Strides are numbers of elements and may be negative. */
function copyBox<T>(
  out: usize, x: usize, n0: usize, n1: usize, n2: usize, n3: usize,
  out0: isize, out1: isize, out2: isize, out3: isize, x0: isize, x1: isize, x2: isize, x3: isize,
): void {
  const size = <isize>sizeof<T>();
  for (let i: usize = 0; i < n0; i++) {
    for (let j: usize = 0; j < n1; j++) {
      copyMatrix<T>(
        out + (i * out0 + j * out1) * size, x + (i * x0 + j * x1) * size,
        n2, n3, out2 * size, out3 * size, x2 * size, x3 * size,
      );
    }
  }
}

export function copyF32(
  out: usize, x: usize, n0: usize, n1: usize, n2: usize, n3: usize,
  out0: isize, out1: isize, out2: isize, out3: isize, x0: isize, x1: isize, x2: isize, x3: isize,
): void {
  copyBox<f32>(out, x, n0, n1, n2, n3, out0, out1, out2, out3, x0, x1, x2, x3);
}

export function copyF64(
  out: usize, x: usize, n0: usize, n1: usize, n2: usize, n3: usize,
  out0: isize, out1: isize, out2: isize, out3: isize, x0: isize, x1: isize, x2: isize, x3: isize,
): void {
  copyBox<f64>(out, x, n0, n1, n2, n3, out0, out1, out2, out3, x0, x1, x2, x3);
}

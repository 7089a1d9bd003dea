// Rows added to and summed over, and the sum of everything.
import { sumRun } from "./sum";

function addRow<T>(out: usize, x: usize, row: usize, rows: usize, columns: usize): void {
  const bytes = columns * sizeof<T>();
  const whole = bytes & ~15;
  for (let i: usize = 0; i < rows; i++) {
    let at: usize = 0;
    for (; at < whole; at += 16) v128.store(out + at, v128.add<T>(v128.load(x + at), v128.load(row + at)));
    for (; at < bytes; at += sizeof<T>()) store<T>(out + at, load<T>(x + at) + load<T>(row + at));
    out += bytes;
    x += bytes;
  }
}

/** Columns are summed side by side, each in the order of the rows. width: numbers from one row of x to the next */
function sumRows<T>(out: usize, x: usize, rows: usize, columns: usize, width: usize): void {
  const bytes = columns * sizeof<T>();
  const stride = width * sizeof<T>();
  let at: usize = 0;
  for (; at + 64 <= bytes; at += 64) {
    let from = x + at;
    let sum0 = f64x2.splat(0);
    let sum1 = f64x2.splat(0);
    let sum2 = f64x2.splat(0);
    let sum3 = f64x2.splat(0);
    for (let i: usize = 0; i < rows; i++, from += stride) {
      sum0 = v128.add<T>(sum0, v128.load(from));
      sum1 = v128.add<T>(sum1, v128.load(from, 16));
      sum2 = v128.add<T>(sum2, v128.load(from, 32));
      sum3 = v128.add<T>(sum3, v128.load(from, 48));
    }
    v128.store(out + at, sum0);
    v128.store(out + at, sum1, 16);
    v128.store(out + at, sum2, 32);
    v128.store(out + at, sum3, 48);
  }
  for (; at < bytes; at += sizeof<T>()) {
    let from = x + at;
    let sum: T = 0;
    for (let i: usize = 0; i < rows; i++, from += stride) sum += load<T>(from);
    store<T>(out + at, sum);
  }
}

export function addRowF32(out: usize, x: usize, row: usize, rows: usize, columns: usize): void {
  addRow<f32>(out, x, row, rows, columns);
}

export function addRowF64(out: usize, x: usize, row: usize, rows: usize, columns: usize): void {
  addRow<f64>(out, x, row, rows, columns);
}

export function sumRowsF32(out: usize, x: usize, rows: usize, columns: usize, width: usize): void {
  sumRows<f32>(out, x, rows, columns, width);
}

export function sumRowsF64(out: usize, x: usize, rows: usize, columns: usize, width: usize): void {
  sumRows<f64>(out, x, rows, columns, width);
}

export function sumF32(x: usize, n: usize): f64 {
  return sumRun<f32>(x, n, 0, false);
}

export function sumF64(x: usize, n: usize): f64 {
  return sumRun<f64>(x, n, 0, false);
}

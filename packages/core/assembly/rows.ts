// Rows added to and summed over, and the sum of everything.
import { highHalf, lowHalf } from "./widen";

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

/** Numbers that are summed straight; more are halved first. */
const SUM_BLOCK: usize = 1024;

/** A fixed tree over blocks, so that the bits depend on the length alone. */
function sum<T>(x: usize, n: usize): f64 {
  if (n > SUM_BLOCK) {
    const blocks = (n + SUM_BLOCK - 1) / SUM_BLOCK;
    const left = (blocks / 2) * SUM_BLOCK;
    return sum<T>(x, left) + sum<T>(x + left * sizeof<T>(), n - left);
  }
  const end = x + n * sizeof<T>();
  const whole = x + ((n * sizeof<T>()) & ~31);
  let sum0 = f64x2.splat(0);
  let sum1 = f64x2.splat(0);
  for (; x < whole; x += 32) {
    const first = v128.load(x);
    const second = v128.load(x, 16);
    if (sizeof<T>() == 8) {
      sum0 = f64x2.add(sum0, first);
      sum1 = f64x2.add(sum1, second);
    } else {
      sum0 = f64x2.add(sum0, f64x2.add(lowHalf(first), lowHalf(second)));
      sum1 = f64x2.add(sum1, f64x2.add(highHalf(first), highHalf(second)));
    }
  }
  const both = f64x2.add(sum0, sum1);
  let total = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  for (; x < end; x += sizeof<T>()) total += <f64>load<T>(x);
  return total;
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
  return sum<f32>(x, n);
}

export function sumF64(x: usize, n: usize): f64 {
  return sum<f64>(x, n);
}

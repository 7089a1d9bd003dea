// Softmax over the last axis with a mask, its logarithm, and their gradients. Sums are taken in float64, the rest in the number
// type of the tensors.
import { exp2x } from "./exponential";
import { logarithm } from "./logarithm";
import { exp4x } from "./single";
import { rowMaximum, softmaxRow } from "./softmax";
import { sumRun } from "./sum";
import { highHalf, lowHalf } from "./widen";

/** The numbers of an incomplete vector, `left` bytes; the other lanes are 0. */
// @ts-ignore: decorator
@inline
function part<T>(from: usize, left: usize): v128 {
  if (left == 4) return v128.load32_zero(from);
  const x = v128.load64_zero(from);
  return left == 12 ? f32x4.replace_lane(x, 2, load<f32>(from, 8)) : x;
}

/** The lanes of those numbers: all bits, the others 0. */
// @ts-ignore: decorator
@inline
function lanes(left: usize): v128 {
  return i32x4.lt_s(i32x4(0, 4, 8, 12), i32x4.splat(<i32>left));
}

// @ts-ignore: decorator
@inline
function putPart(to: usize, x: v128, left: usize): void {
  if (left == 4) {
    v128.store32_lane(to, x, 0);
    return;
  }
  v128.store64_lane(to, x, 0);
  if (left == 12) v128.store32_lane(to, x, 2, 8);
}

/** e^(x - highest) */
// @ts-ignore: decorator
@inline
function exponentialOf<T>(x: v128, highest: v128): v128 {
  if (sizeof<T>() == 8) return exp2x(f64x2.sub(x, highest));
  // far below, e^x is 0; the difference of finite numbers and its rounding error are finite. NaN passes
  const v = f32x4.pmax(x, f32x4.sub(highest, f32x4.splat(120)));
  const d = f32x4.sub(v, highest);
  const back = f32x4.sub(d, v);
  const error = f32x4.sub(f32x4.sub(v, f32x4.sub(d, back)), f32x4.add(highest, back));
  const e = exp4x(d);
  return f32x4.add(e, f32x4.mul(e, error));
}

// @ts-ignore: decorator
@inline
function plus<T>(sums: v128, x: v128): v128 {
  if (sizeof<T>() == 8) return f64x2.add(sums, x);
  return f64x2.add(sums, f64x2.add(lowHalf(x), highHalf(x)));
}

/** Writes exp(x_j - highest) into y, 0 where a mask does not count; returns their sum. mask: 0 for none. Numbers that are
 *  0 change no sum, so a row with a mask has the bits of its first numbers alone. */
// @ts-ignore: decorator
@inline
export function rowExponentials<T>(y: usize, x: usize, mask: usize, bytes: usize, highest: f64): f64 {
  const peak = v128.splat<T>(<T>highest);
  const zero = v128.splat<T>(0);
  let sums = f64x2.splat(0);
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    let e = exponentialOf<T>(v128.load(x + at), peak);
    if (mask != 0) e = v128.and(e, v128.ne<T>(v128.load(mask + at), zero));
    v128.store(y + at, e);
    sums = plus<T>(sums, e);
  }
  const left = bytes - at;
  if (left > 0) {
    let e = v128.and(exponentialOf<T>(part<T>(x + at, left), peak), lanes(left));
    if (mask != 0) e = v128.and(e, v128.ne<T>(part<T>(mask + at, left), zero));
    putPart(y + at, e, left);
    sums = plus<T>(sums, e);
  }
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

/** y_j /= total */
// @ts-ignore: decorator
@inline
export function divideRow<T>(y: usize, bytes: usize, total: f64): void {
  // a product is faster than a quotient
  const factor = <T>(1 / total);
  const factors = v128.splat<T>(factor);
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) v128.store(y + at, v128.mul<T>(v128.load(y + at), factors));
  for (; at < bytes; at += sizeof<T>()) store<T>(y + at, load<T>(y + at) * factor);
}

/** The largest number that counts, leaving out NaN: its exponential is NaN, whatever is subtracted. mask: 0 for none */
// @ts-ignore: decorator
@inline
export function largestOf<T>(x: usize, mask: usize, bytes: usize): f64 {
  const lowest = v128.splat<T>(-Infinity);
  const zero = v128.splat<T>(0);
  let largest = lowest;
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    let v = v128.load(x + at);
    if (mask != 0) v = v128.bitselect(v, lowest, v128.ne<T>(v128.load(mask + at), zero));
    largest = v128.pmax<T>(largest, v);
  }
  let highest = max<T>(v128.extract_lane<T>(largest, 0), v128.extract_lane<T>(largest, 1));
  if (sizeof<T>() == 4) {
    highest = max<T>(highest, max<T>(v128.extract_lane<T>(largest, 2), v128.extract_lane<T>(largest, 3)));
  }
  for (; at < bytes; at += sizeof<T>()) {
    const v = load<T>(x + at);
    if (v > highest && (mask == 0 || load<T>(mask + at) != 0)) highest = v;
  }
  return <f64>highest;
}

function counts<T>(mask: usize, bytes: usize): bool {
  for (let at: usize = 0; at < bytes; at += sizeof<T>()) if (load<T>(mask + at) != 0) return true;
  return false;
}

/** Softmax of each row in float64, rounded once. */
function softmaxRows<T>(y: usize, x: usize, rows: usize, classes: usize): void {
  const bytes = classes * sizeof<T>();
  // subtract the row's maximum so exp cannot overflow
  for (let i: usize = 0; i < rows; i++, x += bytes, y += bytes) {
    softmaxRow<T>(y, x, bytes, rowMaximum<T>(x, bytes));
  }
}

/** Rows `begin` to `end` of y and x. mask: 0 for none; row r of [.., n1, n2] rows takes its row
 *  (r / (n1 n2)) step0 + (r / n2 % n1) step1 + (r % n2) step2 */
function softmaxLast<T>(
  y: usize, x: usize, mask: usize, begin: usize, end: usize, classes: usize, n1: usize, n2: usize,
  step0: usize, step1: usize, step2: usize,
): void {
  const bytes = classes * sizeof<T>();
  x += begin * bytes;
  y += begin * bytes;
  for (let i = begin; i < end; i++, x += bytes, y += bytes) {
    // subtract the row's maximum so exp cannot overflow
    if (mask == 0) {
      divideRow<T>(y, bytes, rowExponentials<T>(y, x, 0, bytes, largestOf<T>(x, 0, bytes)));
      continue;
    }
    const row = mask + ((i / (n1 * n2)) * step0 + ((i / n2) % n1) * step1 + (i % n2) * step2) * bytes;
    if (!counts<T>(row, bytes)) {
      memory.fill(y, 0, bytes);
      continue;
    }
    divideRow<T>(y, bytes, rowExponentials<T>(y, x, row, bytes, largestOf<T>(x, row, bytes)));
  }
}

/** Sum of a_j b_j in float64. */
function dot<T>(a: usize, b: usize, bytes: usize): f64 {
  let sum0 = f64x2.splat(0);
  let sum1 = f64x2.splat(0);
  let at: usize = 0;
  for (; at < (bytes & ~15); at += 16) {
    const u = v128.load(a + at);
    const v = v128.load(b + at);
    if (sizeof<T>() == 8) sum0 = f64x2.add(sum0, f64x2.mul(u, v));
    else {
      sum0 = f64x2.add(sum0, f64x2.mul(lowHalf(u), lowHalf(v)));
      sum1 = f64x2.add(sum1, f64x2.mul(highHalf(u), highHalf(v)));
    }
  }
  const both = f64x2.add(sum0, sum1);
  let total = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  for (; at < bytes; at += sizeof<T>()) total += <f64>load<T>(a + at) * <f64>load<T>(b + at);
  return total;
}

/** y (dy - total), or dy - e^y total for the logarithm */
// @ts-ignore: decorator
@inline
function gradientTerm<T>(dy: v128, y: v128, total: v128, logarithmic: bool): v128 {
  if (!logarithmic) return v128.mul<T>(y, v128.sub<T>(dy, total));
  const e = sizeof<T>() == 8 ? exp2x(y) : exp4x(y);
  return v128.sub<T>(dy, v128.mul<T>(e, total));
}

/** dx = y (dy - sum of dy y), or dy - e^y sum of dy for the logarithm */
// @ts-ignore: decorator
@inline
function gradient<T>(dx: usize, dy: usize, y: usize, rows: usize, classes: usize, logarithmic: bool): void {
  const bytes = classes * sizeof<T>();
  for (let i: usize = 0; i < rows; i++, dx += bytes, dy += bytes, y += bytes) {
    const sum = logarithmic ? sumRun<T>(dy, classes, 0, false) : dot<T>(dy, y, bytes);
    const total = v128.splat<T>(<T>sum);
    let at: usize = 0;
    for (; at + 16 <= bytes; at += 16) {
      v128.store(dx + at, gradientTerm<T>(v128.load(dy + at), v128.load(y + at), total, logarithmic));
    }
    const left = bytes - at;
    if (left > 0) {
      putPart(dx + at, gradientTerm<T>(part<T>(dy + at, left), part<T>(y + at, left), total, logarithmic), left);
    }
  }
}

/** y = x - highest - ln(sum of exp(x - highest)) */
function logSoftmax<T>(y: usize, x: usize, rows: usize, classes: usize): void {
  const bytes = classes * sizeof<T>();
  for (let i: usize = 0; i < rows; i++, x += bytes, y += bytes) {
    const highest = <T>largestOf<T>(x, 0, bytes);
    const logTotal = <T>logarithm(rowExponentials<T>(y, x, 0, bytes, highest));
    const peak = v128.splat<T>(highest);
    const rest = v128.splat<T>(logTotal);
    let at: usize = 0;
    for (; at + 16 <= bytes; at += 16) {
      v128.store(y + at, v128.sub<T>(v128.sub<T>(v128.load(x + at), peak), rest));
    }
    for (; at < bytes; at += sizeof<T>()) store<T>(y + at, load<T>(x + at) - highest - logTotal);
  }
}

export function softmaxRowsF32(y: usize, x: usize, rows: usize, classes: usize): void {
  softmaxRows<f32>(y, x, rows, classes);
}

export function softmaxRowsF64(y: usize, x: usize, rows: usize, classes: usize): void {
  softmaxRows<f64>(y, x, rows, classes);
}

export function softmaxLastF32(
  y: usize, x: usize, mask: usize, begin: usize, end: usize, classes: usize, n1: usize, n2: usize,
  step0: usize, step1: usize, step2: usize,
): void {
  softmaxLast<f32>(y, x, mask, begin, end, classes, n1, n2, step0, step1, step2);
}

export function softmaxLastF64(
  y: usize, x: usize, mask: usize, begin: usize, end: usize, classes: usize, n1: usize, n2: usize,
  step0: usize, step1: usize, step2: usize,
): void {
  softmaxLast<f64>(y, x, mask, begin, end, classes, n1, n2, step0, step1, step2);
}

export function softmaxGradientF32(dx: usize, dy: usize, y: usize, rows: usize, classes: usize): void {
  gradient<f32>(dx, dy, y, rows, classes, false);
}

export function softmaxGradientF64(dx: usize, dy: usize, y: usize, rows: usize, classes: usize): void {
  gradient<f64>(dx, dy, y, rows, classes, false);
}

export function logSoftmaxF32(y: usize, x: usize, rows: usize, classes: usize): void {
  logSoftmax<f32>(y, x, rows, classes);
}

export function logSoftmaxF64(y: usize, x: usize, rows: usize, classes: usize): void {
  logSoftmax<f64>(y, x, rows, classes);
}

export function logSoftmaxGradientF32(dx: usize, dy: usize, y: usize, rows: usize, classes: usize): void {
  gradient<f32>(dx, dy, y, rows, classes, true);
}

export function logSoftmaxGradientF64(dx: usize, dy: usize, y: usize, rows: usize, classes: usize): void {
  gradient<f64>(dx, dy, y, rows, classes, true);
}

// Softmax over the last axis with a mask, its logarithm, and their gradients; all sums in float64.
import { exp2x, exponential } from "./exponential";
import { logarithm } from "./logarithm";
import { exponentials, normalize, rowMaximum, softmaxRow } from "./softmax";
import { sumRun } from "./sum";
import { highHalf, lowHalf, narrow } from "./widen";

/** The largest number that counts; NaN if one is NaN. The row must have one. */
function maskedMaximum<T>(x: usize, mask: usize, bytes: usize): f64 {
  let highest: T = -Infinity;
  for (let at: usize = 0; at < bytes; at += sizeof<T>()) {
    if (load<T>(mask + at) != 0) highest = max<T>(highest, load<T>(x + at));
  }
  return <f64>highest;
}

function counts<T>(mask: usize, bytes: usize): bool {
  for (let at: usize = 0; at < bytes; at += sizeof<T>()) if (load<T>(mask + at) != 0) return true;
  return false;
}

/** Writes exp(x_j - highest) into y where the mask counts, else 0; returns their sum. */
function maskedExponentials<T>(y: usize, x: usize, mask: usize, bytes: usize, highest: f64): f64 {
  const peak = f64x2.splat(highest);
  const zero = f64x2.splat(0);
  let sums = zero;
  let at: usize = 0;
  for (; at < (bytes & ~15); at += 16) {
    const v = v128.load(x + at);
    const m = v128.load(mask + at);
    if (sizeof<T>() == 8) {
      const e = v128.and(exp2x(f64x2.sub(v, peak)), f64x2.ne(m, zero));
      v128.store(y + at, e);
      sums = f64x2.add(sums, e);
    } else {
      const low = v128.and(exp2x(f64x2.sub(lowHalf(v), peak)), f64x2.ne(lowHalf(m), zero));
      const high = v128.and(exp2x(f64x2.sub(highHalf(v), peak)), f64x2.ne(highHalf(m), zero));
      v128.store(y + at, narrow(low, high));
      sums = f64x2.add(sums, f64x2.add(low, high));
    }
  }
  let total = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  for (; at < bytes; at += sizeof<T>()) {
    const e = load<T>(mask + at) != 0 ? exponential(<f64>load<T>(x + at) - highest) : 0;
    store<T>(y + at, <T>e);
    total += e;
  }
  return total;
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
      softmaxRow<T>(y, x, bytes, rowMaximum<T>(x, bytes));
      continue;
    }
    const row = mask + ((i / (n1 * n2)) * step0 + ((i / n2) % n1) * step1 + (i % n2) * step2) * bytes;
    if (!counts<T>(row, bytes)) {
      memory.fill(y, 0, bytes);
      continue;
    }
    const total = maskedExponentials<T>(y, x, row, bytes, maskedMaximum<T>(x, row, bytes));
    normalize<T>(y, bytes, total);
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

/** y (dy - total) */
// @ts-ignore: decorator
@inline
function softmaxTerm(dy: v128, y: v128, total: v128): v128 {
  return f64x2.mul(y, f64x2.sub(dy, total));
}

/** dy - e^y total */
// @ts-ignore: decorator
@inline
function logSoftmaxTerm(dy: v128, y: v128, total: v128): v128 {
  return f64x2.sub(dy, f64x2.mul(exp2x(y), total));
}

// @ts-ignore: decorator
@inline
function gradientTerm(dy: v128, y: v128, total: v128, logarithmic: bool): v128 {
  return logarithmic ? logSoftmaxTerm(dy, y, total) : softmaxTerm(dy, y, total);
}

/** dx = y (dy - sum of dy y), or dy - e^y sum of dy for the logarithm */
// @ts-ignore: decorator
@inline
function gradient<T>(dx: usize, dy: usize, y: usize, rows: usize, classes: usize, logarithmic: bool): void {
  const bytes = classes * sizeof<T>();
  for (let i: usize = 0; i < rows; i++, dx += bytes, dy += bytes, y += bytes) {
    const sum = logarithmic ? sumRun<T>(dy, classes, 0, false) : dot<T>(dy, y, bytes);
    const total = f64x2.splat(sum);
    let at: usize = 0;
    for (; at < (bytes & ~15); at += 16) {
      const d = v128.load(dy + at);
      const v = v128.load(y + at);
      const result =
        sizeof<T>() == 8
          ? gradientTerm(d, v, total, logarithmic)
          : narrow(
              gradientTerm(lowHalf(d), lowHalf(v), total, logarithmic),
              gradientTerm(highHalf(d), highHalf(v), total, logarithmic),
            );
      v128.store(dx + at, result);
    }
    for (; at < bytes; at += sizeof<T>()) {
      const d = f64x2.splat(<f64>load<T>(dy + at));
      const v = f64x2.splat(<f64>load<T>(y + at));
      store<T>(dx + at, <T>f64x2.extract_lane(gradientTerm(d, v, total, logarithmic), 0));
    }
  }
}

/** y = x - highest - ln(sum of exp(x - highest)) */
function logSoftmax<T>(y: usize, x: usize, rows: usize, classes: usize): void {
  const bytes = classes * sizeof<T>();
  for (let i: usize = 0; i < rows; i++, x += bytes, y += bytes) {
    const highest = rowMaximum<T>(x, bytes);
    const logTotal = logarithm(exponentials<T>(y, x, bytes, highest));
    const peak = f64x2.splat(highest);
    const rest = f64x2.splat(logTotal);
    let at: usize = 0;
    for (; at < (bytes & ~15); at += 16) {
      const v = v128.load(x + at);
      const result =
        sizeof<T>() == 8
          ? f64x2.sub(f64x2.sub(v, peak), rest)
          : narrow(f64x2.sub(f64x2.sub(lowHalf(v), peak), rest), f64x2.sub(f64x2.sub(highHalf(v), peak), rest));
      v128.store(y + at, result);
    }
    for (; at < bytes; at += sizeof<T>()) store<T>(y + at, <T>(<f64>load<T>(x + at) - highest - logTotal));
  }
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

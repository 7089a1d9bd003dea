// Softmax of rows and its cross entropy, all sums in float64.
import { exp2x, exponential } from "./exponential";
import { logarithm } from "./logarithm";
import { highHalf, lowHalf, narrow } from "./widen";

/** The row's largest number; NaN if one is NaN. */
export function rowMaximum<T>(x: usize, bytes: usize): f64 {
  let highest: T = -Infinity;
  let at: usize = 0;
  if (bytes >= 16) {
    let lanes = v128.load(x);
    for (at = 16; at < (bytes & ~15); at += 16) lanes = v128.max<T>(lanes, v128.load(x + at));
    highest = max<T>(v128.extract_lane<T>(lanes, 0), v128.extract_lane<T>(lanes, 1));
    if (sizeof<T>() == 4) {
      highest = max<T>(highest, max<T>(v128.extract_lane<T>(lanes, 2), v128.extract_lane<T>(lanes, 3)));
    }
  }
  for (; at < bytes; at += sizeof<T>()) highest = max<T>(highest, load<T>(x + at));
  return <f64>highest;
}

/** y_j /= total */
function normalize<T>(y: usize, bytes: usize, total: f64): void {
  const totals = f64x2.splat(total);
  let at: usize = 0;
  for (; at < (bytes & ~15); at += 16) {
    const v = v128.load(y + at);
    const divided =
      sizeof<T>() == 8
        ? f64x2.div(v, totals)
        : narrow(f64x2.div(lowHalf(v), totals), f64x2.div(highHalf(v), totals));
    v128.store(y + at, divided);
  }
  for (; at < bytes; at += sizeof<T>()) store<T>(y + at, <T>(<f64>load<T>(y + at) / total));
}

/** Writes exp(x_j - highest) into y; returns their sum. */
function exponentials<T>(y: usize, x: usize, bytes: usize, highest: f64): f64 {
  const peak = f64x2.splat(highest);
  let sums = f64x2.splat(0);
  let at: usize = 0;
  for (; at < (bytes & ~15); at += 16) {
    const v = v128.load(x + at);
    if (sizeof<T>() == 8) {
      const e = exp2x(f64x2.sub(v, peak));
      v128.store(y + at, e);
      sums = f64x2.add(sums, e);
    } else {
      const low = exp2x(f64x2.sub(lowHalf(v), peak));
      const high = exp2x(f64x2.sub(highHalf(v), peak));
      v128.store(y + at, narrow(low, high));
      sums = f64x2.add(sums, f64x2.add(low, high));
    }
  }
  let total = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  for (; at < bytes; at += sizeof<T>()) {
    const e = exponential(<f64>load<T>(x + at) - highest);
    store<T>(y + at, <T>e);
    total += e;
  }
  return total;
}

/** Softmax of one row; returns the sum of exp(x_j - highest). */
// @ts-ignore: decorator
@inline
export function softmaxRow<T>(y: usize, x: usize, bytes: usize, highest: f64): f64 {
  const total = exponentials<T>(y, x, bytes, highest);
  normalize<T>(y, bytes, total);
  return total;
}

/** The logarithm is taken of the sum, not of y, so it stays exact where y underflows to 0. */
function crossEntropy<T>(y: usize, x: usize, t: usize, rows: usize, classes: usize, indices: bool): f64 {
  const bytes = classes * sizeof<T>();
  let loss: f64 = 0;
  for (let i: usize = 0; i < rows; i++, x += bytes, y += bytes) {
    const highest = rowMaximum<T>(x, bytes);
    const logTotal = logarithm(softmaxRow<T>(y, x, bytes, highest));
    if (indices) {
      const logit = <f64>load<T>(x + (<usize>load<T>(t)) * sizeof<T>());
      loss += logTotal - (logit - highest);
      t += sizeof<T>();
    } else {
      for (let at: usize = 0; at < bytes; at += sizeof<T>()) {
        const weight = <f64>load<T>(t + at);
        // a weight of 0 adds nothing, even where the logit is -Infinity
        if (weight != 0) loss += weight * (logTotal - (<f64>load<T>(x + at) - highest));
      }
      t += bytes;
    }
  }
  return loss;
}

function gradient<T>(dx: usize, y: usize, t: usize, rows: usize, classes: usize, indices: bool, factor: f64): void {
  const bytes = classes * sizeof<T>();
  for (let i: usize = 0; i < rows; i++, dx += bytes, y += bytes) {
    if (indices) {
      for (let at: usize = 0; at < bytes; at += sizeof<T>()) store<T>(dx + at, <T>(factor * <f64>load<T>(y + at)));
      const at = (<usize>load<T>(t)) * sizeof<T>();
      store<T>(dx + at, <T>(factor * (<f64>load<T>(y + at) - 1)));
      t += sizeof<T>();
    } else {
      let weight: f64 = 0;
      for (let at: usize = 0; at < bytes; at += sizeof<T>()) weight += <f64>load<T>(t + at);
      for (let at: usize = 0; at < bytes; at += sizeof<T>()) {
        store<T>(dx + at, <T>(factor * (weight * <f64>load<T>(y + at) - <f64>load<T>(t + at))));
      }
      t += bytes;
    }
  }
}

export function crossEntropyF32(y: usize, x: usize, t: usize, rows: usize, classes: usize, indices: bool): f64 {
  return crossEntropy<f32>(y, x, t, rows, classes, indices);
}

export function crossEntropyF64(y: usize, x: usize, t: usize, rows: usize, classes: usize, indices: bool): f64 {
  return crossEntropy<f64>(y, x, t, rows, classes, indices);
}

export function crossEntropyGradientF32(
  dx: usize, y: usize, t: usize, rows: usize, classes: usize, indices: bool, factor: f64,
): void {
  gradient<f32>(dx, y, t, rows, classes, indices, factor);
}

export function crossEntropyGradientF64(
  dx: usize, y: usize, t: usize, rows: usize, classes: usize, indices: bool, factor: f64,
): void {
  gradient<f64>(dx, y, t, rows, classes, indices, factor);
}

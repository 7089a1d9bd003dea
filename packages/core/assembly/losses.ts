// Cross entropies with options, and their gradients; all sums in float64.
import { exp2x } from "./exponential";
import { log1p2x, logarithm } from "./logarithm";
import { divideRow, largestOf, rowExponentials } from "./softmax-last";
import { highHalf, lowHalf, narrow } from "./widen";

/** Weight of a class. weights: address of [classes], 0 for none */
// @ts-ignore: decorator
@inline
function weightOf<T>(weights: usize, index: usize): f64 {
  return weights == 0 ? 1 : <f64>load<T>(weights + index * sizeof<T>());
}

/** losses [rows] = sum over j of w_j ((1 - s) [j = t] + s / classes) (-ln y_j), counts [rows] = w_t, both float64 and 0 for the
 *  class `ignored`; y [rows, classes] = softmax of x. */
function weightedCrossEntropy<T>(
  y: usize, losses: usize, counts: usize, x: usize, t: usize, weights: usize, rows: usize, classes: usize,
  smoothing: f64, ignored: f64,
): void {
  const bytes = classes * sizeof<T>();
  for (let i: usize = 0; i < rows; i++, x += bytes, y += bytes, t += sizeof<T>(), losses += 8, counts += 8) {
    const highest = largestOf<T>(x, 0, bytes);
    const total = rowExponentials<T>(y, x, 0, bytes, highest);
    divideRow<T>(y, bytes, total);
    const logTotal = logarithm(total);
    const target = <f64>load<T>(t);
    if (target == ignored) {
      store<f64>(losses, 0);
      store<f64>(counts, 0);
      continue;
    }
    const weight = weightOf<T>(weights, <usize>target);
    const share = (1 - smoothing) * weight;
    const logit = <f64>load<T>(x + <usize>target * sizeof<T>());
    // a share of 0 adds nothing, even where the logit is -Infinity
    let loss = share == 0 ? 0 : share * (logTotal - (logit - highest));
    if (smoothing != 0) {
      let all: f64 = 0;
      for (let j: usize = 0; j < classes; j++) {
        const w = weightOf<T>(weights, j);
        if (w != 0) all += w * (logTotal - (<f64>load<T>(x + j * sizeof<T>()) - highest));
      }
      loss += (smoothing / <f64>classes) * all;
    }
    store<f64>(losses, loss);
    store<f64>(counts, weight);
  }
}

/** dx_j = factor (A y_j - a_j) with a_j = w_j ((1 - s) [j = t] + s / classes) and their sum A; 0 for the class `ignored` */
function weightedCrossEntropyGradient<T>(
  dx: usize, y: usize, t: usize, weights: usize, rows: usize, classes: usize, smoothing: f64, ignored: f64,
  factor: f64,
): void {
  const bytes = classes * sizeof<T>();
  const part = smoothing / <f64>classes;
  let allWeights: f64 = 0;
  for (let j: usize = 0; j < classes; j++) allWeights += weightOf<T>(weights, j);
  for (let i: usize = 0; i < rows; i++, dx += bytes, y += bytes, t += sizeof<T>()) {
    const target = <f64>load<T>(t);
    if (target == ignored) {
      memory.fill(dx, 0, bytes);
      continue;
    }
    const weight = (1 - smoothing) * weightOf<T>(weights, <usize>target);
    const sum = weight + part * allWeights;
    const sums = f64x2.splat(sum);
    const parts = f64x2.splat(part);
    const factors = f64x2.splat(factor);
    let at: usize = 0;
    for (; at < (bytes & ~15); at += 16) {
      const v = v128.load(y + at);
      const w = weights == 0 ? v128.splat<T>(1) : v128.load(weights + at);
      const result =
        sizeof<T>() == 8
          ? classTerm(v, w, sums, parts, factors)
          : narrow(
              classTerm(lowHalf(v), lowHalf(w), sums, parts, factors),
              classTerm(highHalf(v), highHalf(w), sums, parts, factors),
            );
      v128.store(dx + at, result);
    }
    for (; at < bytes; at += sizeof<T>()) {
      const w = weightOf<T>(weights, at / sizeof<T>());
      store<T>(dx + at, <T>(factor * (sum * <f64>load<T>(y + at) - part * w)));
    }
    const place = <usize>target * sizeof<T>();
    const share = weight + part * weightOf<T>(weights, <usize>target);
    store<T>(dx + place, <T>(factor * (sum * <f64>load<T>(y + place) - share)));
  }
}

/** factor (sum y - part w) */
// @ts-ignore: decorator
@inline
function classTerm(y: v128, w: v128, sum: v128, part: v128, factor: v128): v128 {
  return f64x2.mul(factor, f64x2.sub(f64x2.mul(sum, y), f64x2.mul(part, w)));
}

/** Numbers whose losses are one sum. */
const BLOCK: usize = 1024;

/** a b, and 0 where a is 0 */
// @ts-ignore: decorator
@inline
function share(a: v128, b: v128): v128 {
  return v128.and(f64x2.mul(a, b), f64x2.ne(a, f64x2.splat(0)));
}

/** p t softplus(-x) + (1 - t) softplus(x), with e = e^-|x| */
// @ts-ignore: decorator
@inline
function sigmoidLoss(x: v128, t: v128, e: v128, positive: v128): v128 {
  const zero = f64x2.splat(0);
  const rest = log1p2x(e);
  const left = share(f64x2.mul(positive, t), f64x2.add(f64x2.max(f64x2.neg(x), zero), rest));
  return f64x2.add(left, share(f64x2.sub(f64x2.splat(1), t), f64x2.add(f64x2.max(x, zero), rest)));
}

/** 1 / (1 + e^-x), with e = e^-|x| */
// @ts-ignore: decorator
@inline
function sigmoidOf(x: v128, e: v128): v128 {
  const one = f64x2.splat(1);
  return f64x2.div(v128.bitselect(e, one, f64x2.lt(x, f64x2.splat(0))), f64x2.add(one, e));
}

// @ts-ignore: decorator
@inline
function smaller(x: v128): v128 {
  // exp of a negative number only, so it cannot overflow
  return exp2x(f64x2.neg(f64x2.abs(x)));
}

/** y = sigmoid(x); losses [n / 1024, rounded up] = sum of p t softplus(-x) + (1 - t) softplus(x) for each 1024 numbers */
function sigmoidCrossEntropy<T>(y: usize, losses: usize, x: usize, t: usize, n: usize, positive: f64): void {
  const p = f64x2.splat(positive);
  for (let begin: usize = 0; begin < n; begin += BLOCK, losses += 8) {
    const bytes = min<usize>(n - begin, BLOCK) * sizeof<T>();
    let sums = f64x2.splat(0);
    let at: usize = 0;
    for (; at < (bytes & ~15); at += 16) {
      const v = v128.load(x + at);
      const target = v128.load(t + at);
      if (sizeof<T>() == 8) {
        const e = smaller(v);
        v128.store(y + at, sigmoidOf(v, e));
        sums = f64x2.add(sums, sigmoidLoss(v, target, e, p));
      } else {
        const low = lowHalf(v);
        const high = highHalf(v);
        const lowE = smaller(low);
        const highE = smaller(high);
        v128.store(y + at, narrow(sigmoidOf(low, lowE), sigmoidOf(high, highE)));
        sums = f64x2.add(sums, sigmoidLoss(low, lowHalf(target), lowE, p));
        sums = f64x2.add(sums, sigmoidLoss(high, highHalf(target), highE, p));
      }
    }
    let total = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
    for (; at < bytes; at += sizeof<T>()) {
      const v = f64x2.splat(<f64>load<T>(x + at));
      const e = smaller(v);
      store<T>(y + at, <T>f64x2.extract_lane(sigmoidOf(v, e), 0));
      total += f64x2.extract_lane(sigmoidLoss(v, f64x2.splat(<f64>load<T>(t + at)), e, p), 0);
    }
    store<f64>(losses, total);
    x += bytes;
    y += bytes;
    t += bytes;
  }
}

/** factor ((1 - t) y - p t (1 - y)) */
// @ts-ignore: decorator
@inline
function sigmoidTerm<T>(y: v128, t: v128, positive: v128, factor: v128): v128 {
  const one = v128.splat<T>(1);
  const left = v128.mul<T>(v128.sub<T>(one, t), y);
  const right = v128.mul<T>(v128.mul<T>(positive, t), v128.sub<T>(one, y));
  return v128.mul<T>(factor, v128.sub<T>(left, right));
}

function sigmoidCrossEntropyGradient<T>(
  dx: usize, y: usize, t: usize, n: usize, positive: f64, factor: f64,
): void {
  const p = v128.splat<T>(<T>positive);
  const factors = v128.splat<T>(<T>factor);
  const bytes = n * sizeof<T>();
  let at: usize = 0;
  for (; at + 16 <= bytes; at += 16) {
    v128.store(dx + at, sigmoidTerm<T>(v128.load(y + at), v128.load(t + at), p, factors));
  }
  for (; at < bytes; at += sizeof<T>()) {
    const term = sigmoidTerm<T>(v128.load_zero<T>(y + at), v128.load_zero<T>(t + at), p, factors);
    v128.store_lane<T>(dx + at, term, 0);
  }
}

export function weightedCrossEntropyF32(
  y: usize, losses: usize, counts: usize, x: usize, t: usize, weights: usize, rows: usize, classes: usize,
  smoothing: f64, ignored: f64,
): void {
  weightedCrossEntropy<f32>(y, losses, counts, x, t, weights, rows, classes, smoothing, ignored);
}

export function weightedCrossEntropyF64(
  y: usize, losses: usize, counts: usize, x: usize, t: usize, weights: usize, rows: usize, classes: usize,
  smoothing: f64, ignored: f64,
): void {
  weightedCrossEntropy<f64>(y, losses, counts, x, t, weights, rows, classes, smoothing, ignored);
}

export function weightedCrossEntropyGradientF32(
  dx: usize, y: usize, t: usize, weights: usize, rows: usize, classes: usize, smoothing: f64, ignored: f64,
  factor: f64,
): void {
  weightedCrossEntropyGradient<f32>(dx, y, t, weights, rows, classes, smoothing, ignored, factor);
}

export function weightedCrossEntropyGradientF64(
  dx: usize, y: usize, t: usize, weights: usize, rows: usize, classes: usize, smoothing: f64, ignored: f64,
  factor: f64,
): void {
  weightedCrossEntropyGradient<f64>(dx, y, t, weights, rows, classes, smoothing, ignored, factor);
}

export function sigmoidCrossEntropyF32(
  y: usize, losses: usize, x: usize, t: usize, n: usize, positive: f64,
): void {
  sigmoidCrossEntropy<f32>(y, losses, x, t, n, positive);
}

export function sigmoidCrossEntropyF64(
  y: usize, losses: usize, x: usize, t: usize, n: usize, positive: f64,
): void {
  sigmoidCrossEntropy<f64>(y, losses, x, t, n, positive);
}

export function sigmoidCrossEntropyGradientF32(
  dx: usize, y: usize, t: usize, n: usize, positive: f64, factor: f64,
): void {
  sigmoidCrossEntropyGradient<f32>(dx, y, t, n, positive, factor);
}

export function sigmoidCrossEntropyGradientF64(
  dx: usize, y: usize, t: usize, n: usize, positive: f64, factor: f64,
): void {
  sigmoidCrossEntropyGradient<f64>(dx, y, t, n, positive, factor);
}

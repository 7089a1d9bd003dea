// One axis of a tensor [outer, axis, inner]: a vector applied along it, and sums and maxima over it or over the others.
import { binary } from "./binary";
import { sumRun, term } from "./sum";
import { highHalf, lowHalf, narrow } from "./widen";

/** perAxis: b is [axis], else [outer, inner] */
function broadcast<T>(
  code: i32, out: usize, x: usize, b: usize, outer: usize, axis: usize, inner: usize, perAxis: bool,
): void {
  const size = sizeof<T>();
  if (inner == 1) {
    // the axis is a run of numbers
    for (let o: usize = 0; o < outer; o++) {
      binary<T>(code, out, x, perAxis ? b : b + o * size, axis, !perAxis);
      out += axis * size;
      x += axis * size;
    }
    return;
  }
  for (let o: usize = 0; o < outer; o++) {
    for (let a: usize = 0; a < axis; a++) {
      binary<T>(code, out, x, perAxis ? b + a * size : b + o * inner * size, inner, perAxis);
      out += inner * size;
      x += inner * size;
    }
  }
}

/** out [columns] = sum of x [rows, columns] over the rows, in float64 in the order of the rows. width: numbers from one row
 *  of x to the next; center: address of [columns], 0 for none */
function sumColumns<T>(out: usize, x: usize, center: usize, rows: usize, columns: usize, width: usize): void {
  const size = sizeof<T>();
  const stride = width * size;
  const squared = center != 0;
  const bytes = columns * size;
  let at: usize = 0;
  for (; at + 32 <= bytes; at += 32) {
    let from = x + at;
    let sum0 = f64x2.splat(0);
    let sum1 = sum0;
    let sum2 = sum0;
    let sum3 = sum0;
    const first = squared ? v128.load(center + at) : sum0;
    const second = squared ? v128.load(center + at, 16) : sum0;
    if (sizeof<T>() == 8) {
      for (let i: usize = 0; i < rows; i++, from += stride) {
        sum0 = f64x2.add(sum0, term(v128.load(from), first, squared));
        sum1 = f64x2.add(sum1, term(v128.load(from, 16), second, squared));
      }
      v128.store(out + at, sum0);
      v128.store(out + at, sum1, 16);
    } else {
      const center0 = lowHalf(first);
      const center1 = highHalf(first);
      const center2 = lowHalf(second);
      const center3 = highHalf(second);
      for (let i: usize = 0; i < rows; i++, from += stride) {
        const left = v128.load(from);
        const right = v128.load(from, 16);
        sum0 = f64x2.add(sum0, term(lowHalf(left), center0, squared));
        sum1 = f64x2.add(sum1, term(highHalf(left), center1, squared));
        sum2 = f64x2.add(sum2, term(lowHalf(right), center2, squared));
        sum3 = f64x2.add(sum3, term(highHalf(right), center3, squared));
      }
      v128.store(out + at, narrow(sum0, sum1));
      v128.store(out + at, narrow(sum2, sum3), 16);
    }
  }
  for (; at < bytes; at += size) {
    let from = x + at;
    const c = squared ? <f64>load<T>(center + at) : 0;
    let total: f64 = 0;
    for (let i: usize = 0; i < rows; i++, from += stride) {
      const value = <f64>load<T>(from);
      total += squared ? (value - c) * (value - c) : value;
    }
    store<T>(out + at, <T>total);
  }
}

/** out [outer, inner] = sum over the axis of x, or of (x - center)^2. center: address of [outer, inner], 0 for none */
function sumAxis<T>(out: usize, x: usize, center: usize, outer: usize, axis: usize, inner: usize): void {
  const size = sizeof<T>();
  const squared = center != 0;
  for (let o: usize = 0; o < outer; o++) {
    if (inner == 1) store<T>(out, <T>sumRun<T>(x, axis, squared ? <f64>load<T>(center) : 0, squared));
    else sumColumns<T>(out, x, center, axis, inner, inner);
    out += inner * size;
    if (squared) center += inner * size;
    x += axis * inner * size;
  }
}

/** out [count] = sum over the other axes of x [outer, count of axis, inner], or of (x - center)^2. Addresses are those of the
 *  first of `count` indices of the axis. center: address of [count], 0 for none */
function sumOthers<T>(
  out: usize, x: usize, center: usize, outer: usize, axis: usize, inner: usize, count: usize,
): void {
  const size = sizeof<T>();
  if (inner == 1) {
    sumColumns<T>(out, x, center, outer, count, axis);
    return;
  }
  const squared = center != 0;
  for (let a: usize = 0; a < count; a++) {
    const c = squared ? <f64>load<T>(center + a * size) : 0;
    let from = x + a * inner * size;
    let total: f64 = 0;
    for (let o: usize = 0; o < outer; o++) {
      total += sumRun<T>(from, inner, c, squared);
      from += axis * inner * size;
    }
    store<T>(out + a * size, <T>total);
  }
}

/** Largest number over the axis, and its index: the first of equals; NaN is the largest. */
function maxAxis<T>(out: usize, indices: usize, x: usize, outer: usize, axis: usize, inner: usize): void {
  const size = sizeof<T>();
  const bytes = inner * size;
  const whole = bytes & ~15;
  for (let o: usize = 0; o < outer; o++) {
    memory.copy(out, x, bytes);
    memory.fill(indices, 0, bytes);
    for (let a: usize = 1; a < axis; a++) {
      x += bytes;
      let at: usize = 0;
      for (; at < whole; at += 16) {
        const value = v128.load(x + at);
        const best = v128.load(out + at);
        const isNaN = v128.andnot(v128.ne<T>(value, value), v128.ne<T>(best, best));
        const better = v128.or(v128.gt<T>(value, best), isNaN);
        v128.store(out + at, v128.bitselect(value, best, better));
        v128.store(indices + at, v128.bitselect(v128.splat<T>(<T>a), v128.load(indices + at), better));
      }
      for (; at < bytes; at += size) {
        const value = load<T>(x + at);
        const best = load<T>(out + at);
        if (value > best || (value != value && best == best)) {
          store<T>(out + at, value);
          store<T>(indices + at, <T>a);
        }
      }
    }
    x += bytes;
    out += bytes;
    indices += bytes;
  }
}

export function broadcastF32(
  code: i32, out: usize, x: usize, b: usize, outer: usize, axis: usize, inner: usize, perAxis: bool,
): void {
  broadcast<f32>(code, out, x, b, outer, axis, inner, perAxis);
}

export function broadcastF64(
  code: i32, out: usize, x: usize, b: usize, outer: usize, axis: usize, inner: usize, perAxis: bool,
): void {
  broadcast<f64>(code, out, x, b, outer, axis, inner, perAxis);
}

export function sumAxisF32(out: usize, x: usize, center: usize, outer: usize, axis: usize, inner: usize): void {
  sumAxis<f32>(out, x, center, outer, axis, inner);
}

export function sumAxisF64(out: usize, x: usize, center: usize, outer: usize, axis: usize, inner: usize): void {
  sumAxis<f64>(out, x, center, outer, axis, inner);
}

export function sumOthersF32(
  out: usize, x: usize, center: usize, outer: usize, axis: usize, inner: usize, count: usize,
): void {
  sumOthers<f32>(out, x, center, outer, axis, inner, count);
}

export function sumOthersF64(
  out: usize, x: usize, center: usize, outer: usize, axis: usize, inner: usize, count: usize,
): void {
  sumOthers<f64>(out, x, center, outer, axis, inner, count);
}

export function maxAxisF32(out: usize, indices: usize, x: usize, outer: usize, axis: usize, inner: usize): void {
  maxAxis<f32>(out, indices, x, outer, axis, inner);
}

export function maxAxisF64(out: usize, indices: usize, x: usize, outer: usize, axis: usize, inner: usize): void {
  maxAxis<f64>(out, indices, x, outer, axis, inner);
}

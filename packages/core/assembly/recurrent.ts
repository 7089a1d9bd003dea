// Cells of LSTM and GRU after their products, and their gradients, in the number type of the tensors.
import { sigmoid2x, tanh2x } from "./exponential";
import { sigmoid4x, tanh4x } from "./single";

/** `count` numbers, at most a vector. */
// @ts-ignore: decorator
@inline
function get<T>(from: usize, count: usize): v128 {
  if (count == 16 / sizeof<T>()) return v128.load(from);
  let x = v128.splat<T>(load<T>(from));
  if (sizeof<T>() == 4) {
    if (count > 1) x = f32x4.replace_lane(x, 1, load<f32>(from, 4));
    if (count > 2) x = f32x4.replace_lane(x, 2, load<f32>(from, 8));
  }
  return x;
}

// @ts-ignore: decorator
@inline
function put<T>(to: usize, x: v128, count: usize): void {
  if (count == 16 / sizeof<T>()) {
    v128.store(to, x);
    return;
  }
  v128.store_lane<T>(to, x, 0);
  if (sizeof<T>() == 4) {
    if (count > 1) v128.store_lane<f32>(to, x, 1, 4);
    if (count > 2) v128.store_lane<f32>(to, x, 2, 8);
  }
}

// @ts-ignore: decorator
@inline
function sigmoid<T>(x: v128): v128 {
  return sizeof<T>() == 8 ? sigmoid2x(x) : sigmoid4x(x);
}

// @ts-ignore: decorator
@inline
function tanh<T>(x: v128): v128 {
  return sizeof<T>() == 8 ? tanh2x(x) : tanh4x(x);
}

/** y (1 - y) */
// @ts-ignore: decorator
@inline
function sigmoidSlope<T>(y: v128): v128 {
  return v128.mul<T>(y, v128.sub<T>(v128.splat<T>(1), y));
}

/** 1 - y^2 */
// @ts-ignore: decorator
@inline
function tanhSlope<T>(y: v128): v128 {
  return v128.sub<T>(v128.splat<T>(1), v128.mul<T>(y, y));
}

/** z, gates [rows, 4 units]: i f g o; h, c, next, active [rows, units]
 *  next = f c + i g, active = tanh next, h = o active */
function lstmCell<T>(
  h: usize, next: usize, active: usize, gates: usize, z: usize, c: usize, rows: usize, units: usize,
): void {
  const width = units * sizeof<T>();
  for (let row: usize = 0; row < rows; row++) {
    let count: usize = 16 / sizeof<T>();
    for (let j: usize = 0; j < units; j += count) {
      count = min<usize>(count, units - j);
      const at = j * sizeof<T>();
      const i = sigmoid<T>(get<T>(z + at, count));
      const f = sigmoid<T>(get<T>(z + at + width, count));
      const g = tanh<T>(get<T>(z + at + 2 * width, count));
      const o = sigmoid<T>(get<T>(z + at + 3 * width, count));
      const cell = v128.add<T>(v128.mul<T>(f, get<T>(c + at, count)), v128.mul<T>(i, g));
      const bounded = tanh<T>(cell);
      put<T>(gates + at, i, count);
      put<T>(gates + at + width, f, count);
      put<T>(gates + at + 2 * width, g, count);
      put<T>(gates + at + 3 * width, o, count);
      put<T>(next + at, cell, count);
      put<T>(active + at, bounded, count);
      put<T>(h + at, v128.mul<T>(o, bounded), count);
    }
    z += 4 * width;
    gates += 4 * width;
    c += width;
    next += width;
    active += width;
    h += width;
  }
}

/** dz [rows, 4 units], dc [rows, units] of the cell above. dnext: address of the gradient of `next`, 0 for none */
function lstmCellGradient<T>(
  dz: usize, dc: usize, dh: usize, dnext: usize, gates: usize, active: usize, c: usize, rows: usize, units: usize,
): void {
  const width = units * sizeof<T>();
  for (let row: usize = 0; row < rows; row++) {
    let count: usize = 16 / sizeof<T>();
    for (let j: usize = 0; j < units; j += count) {
      count = min<usize>(count, units - j);
      const at = j * sizeof<T>();
      const i = get<T>(gates + at, count);
      const f = get<T>(gates + at + width, count);
      const g = get<T>(gates + at + 2 * width, count);
      const o = get<T>(gates + at + 3 * width, count);
      const bounded = get<T>(active + at, count);
      const d = get<T>(dh + at, count);
      let cell = v128.mul<T>(v128.mul<T>(d, o), tanhSlope<T>(bounded));
      if (dnext != 0) cell = v128.add<T>(get<T>(dnext + at, count), cell);
      const previous = get<T>(c + at, count);
      put<T>(dz + at, v128.mul<T>(v128.mul<T>(cell, g), sigmoidSlope<T>(i)), count);
      put<T>(dz + at + width, v128.mul<T>(v128.mul<T>(cell, previous), sigmoidSlope<T>(f)), count);
      put<T>(dz + at + 2 * width, v128.mul<T>(v128.mul<T>(cell, i), tanhSlope<T>(g)), count);
      put<T>(dz + at + 3 * width, v128.mul<T>(v128.mul<T>(d, bounded), sigmoidSlope<T>(o)), count);
      put<T>(dc + at, v128.mul<T>(cell, f), count);
    }
    dz += 4 * width;
    gates += 4 * width;
    dc += width;
    dh += width;
    if (dnext != 0) dnext += width;
    active += width;
    c += width;
  }
}

/** reset [rows, units] = sigmoid(x + u) h for the first units of x [rows, 3 units] and u [rows, 2 units] */
function gruReset<T>(reset: usize, x: usize, u: usize, h: usize, rows: usize, units: usize): void {
  const width = units * sizeof<T>();
  for (let row: usize = 0; row < rows; row++) {
    let count: usize = 16 / sizeof<T>();
    for (let j: usize = 0; j < units; j += count) {
      count = min<usize>(count, units - j);
      const at = j * sizeof<T>();
      const r = sigmoid<T>(v128.add<T>(get<T>(x + at, count), get<T>(u + at, count)));
      put<T>(reset + at, v128.mul<T>(r, get<T>(h + at, count)), count);
    }
    reset += width;
    x += 3 * width;
    u += 2 * width;
    h += width;
  }
}

/** x, gates [rows, 3 units]: r z n; h, next [rows, units]
 *  n = tanh(x_n + r v), or tanh(x_n + v) if `before`; next = n + z (h - n)
 *  u holds r and z, v the rest, with rows that are widthU and widthV numbers apart */
function gruCell<T>(
  next: usize, gates: usize, x: usize, u: usize, v: usize, h: usize, rows: usize, units: usize,
  widthU: usize, widthV: usize, before: bool,
): void {
  const width = units * sizeof<T>();
  for (let row: usize = 0; row < rows; row++) {
    let count: usize = 16 / sizeof<T>();
    for (let j: usize = 0; j < units; j += count) {
      count = min<usize>(count, units - j);
      const at = j * sizeof<T>();
      const r = sigmoid<T>(v128.add<T>(get<T>(x + at, count), get<T>(u + at, count)));
      const z = sigmoid<T>(v128.add<T>(get<T>(x + at + width, count), get<T>(u + at + width, count)));
      const product = get<T>(v + at, count);
      const added = before ? product : v128.mul<T>(r, product);
      const n = tanh<T>(v128.add<T>(get<T>(x + at + 2 * width, count), added));
      put<T>(gates + at, r, count);
      put<T>(gates + at + width, z, count);
      put<T>(gates + at + 2 * width, n, count);
      put<T>(next + at, v128.add<T>(n, v128.mul<T>(z, v128.sub<T>(get<T>(h + at, count), n))), count);
    }
    x += 3 * width;
    gates += 3 * width;
    u += widthU * sizeof<T>();
    v += widthV * sizeof<T>();
    h += width;
    next += width;
  }
}

/** dn [rows, units] = gradient of the sum in tanh: dnext (1 - z) (1 - n^2) */
function gruCandidateGradient<T>(dn: usize, dnext: usize, gates: usize, rows: usize, units: usize): void {
  const width = units * sizeof<T>();
  for (let row: usize = 0; row < rows; row++) {
    let count: usize = 16 / sizeof<T>();
    for (let j: usize = 0; j < units; j += count) {
      count = min<usize>(count, units - j);
      const at = j * sizeof<T>();
      put<T>(dn + at, candidateGradient<T>(dnext, gates, at, width, count), count);
    }
    dn += width;
    dnext += width;
    gates += 3 * width;
  }
}

// @ts-ignore: decorator
@inline
function candidateGradient<T>(dnext: usize, gates: usize, at: usize, width: usize, count: usize): v128 {
  const z = get<T>(gates + at + width, count);
  const n = get<T>(gates + at + 2 * width, count);
  return v128.mul<T>(v128.mul<T>(get<T>(dnext + at, count), v128.sub<T>(v128.splat<T>(1), z)), tanhSlope<T>(n));
}

/** dx [rows, 3 units], du, dh [rows, units] of the cell above. before: v is the gradient of r h, du [rows, 2 units];
 *  else v is that part of u, du [rows, 3 units] */
function gruCellGradient<T>(
  dx: usize, du: usize, dh: usize, dnext: usize, gates: usize, v: usize, h: usize, rows: usize, units: usize,
  widthV: usize, before: bool,
): void {
  const width = units * sizeof<T>();
  for (let row: usize = 0; row < rows; row++) {
    let count: usize = 16 / sizeof<T>();
    for (let j: usize = 0; j < units; j += count) {
      count = min<usize>(count, units - j);
      const at = j * sizeof<T>();
      const r = get<T>(gates + at, count);
      const z = get<T>(gates + at + width, count);
      const n = get<T>(gates + at + 2 * width, count);
      const d = get<T>(dnext + at, count);
      const previous = get<T>(h + at, count);
      const other = get<T>(v + at, count);
      const dn = candidateGradient<T>(dnext, gates, at, width, count);
      const dz = v128.mul<T>(v128.mul<T>(d, v128.sub<T>(previous, n)), sigmoidSlope<T>(z));
      const dr = v128.mul<T>(v128.mul<T>(other, before ? previous : dn), sigmoidSlope<T>(r));
      put<T>(dx + at, dr, count);
      put<T>(dx + at + width, dz, count);
      put<T>(dx + at + 2 * width, dn, count);
      put<T>(du + at, dr, count);
      put<T>(du + at + width, dz, count);
      if (!before) put<T>(du + at + 2 * width, v128.mul<T>(dn, r), count);
      const throughZ = v128.mul<T>(d, z);
      put<T>(dh + at, before ? v128.add<T>(throughZ, v128.mul<T>(other, r)) : throughZ, count);
    }
    dx += 3 * width;
    du += (before ? 2 : 3) * width;
    dh += width;
    dnext += width;
    gates += 3 * width;
    v += widthV * sizeof<T>();
    h += width;
  }
}

export function lstmCellF32(
  h: usize, next: usize, active: usize, gates: usize, z: usize, c: usize, rows: usize, units: usize,
): void {
  lstmCell<f32>(h, next, active, gates, z, c, rows, units);
}

export function lstmCellF64(
  h: usize, next: usize, active: usize, gates: usize, z: usize, c: usize, rows: usize, units: usize,
): void {
  lstmCell<f64>(h, next, active, gates, z, c, rows, units);
}

export function lstmCellGradientF32(
  dz: usize, dc: usize, dh: usize, dnext: usize, gates: usize, active: usize, c: usize, rows: usize, units: usize,
): void {
  lstmCellGradient<f32>(dz, dc, dh, dnext, gates, active, c, rows, units);
}

export function lstmCellGradientF64(
  dz: usize, dc: usize, dh: usize, dnext: usize, gates: usize, active: usize, c: usize, rows: usize, units: usize,
): void {
  lstmCellGradient<f64>(dz, dc, dh, dnext, gates, active, c, rows, units);
}

export function gruResetF32(reset: usize, x: usize, u: usize, h: usize, rows: usize, units: usize): void {
  gruReset<f32>(reset, x, u, h, rows, units);
}

export function gruResetF64(reset: usize, x: usize, u: usize, h: usize, rows: usize, units: usize): void {
  gruReset<f64>(reset, x, u, h, rows, units);
}

export function gruCellF32(
  next: usize, gates: usize, x: usize, u: usize, v: usize, h: usize, rows: usize, units: usize,
  widthU: usize, widthV: usize, before: bool,
): void {
  gruCell<f32>(next, gates, x, u, v, h, rows, units, widthU, widthV, before);
}

export function gruCellF64(
  next: usize, gates: usize, x: usize, u: usize, v: usize, h: usize, rows: usize, units: usize,
  widthU: usize, widthV: usize, before: bool,
): void {
  gruCell<f64>(next, gates, x, u, v, h, rows, units, widthU, widthV, before);
}

export function gruCandidateGradientF32(
  dn: usize, dnext: usize, gates: usize, rows: usize, units: usize,
): void {
  gruCandidateGradient<f32>(dn, dnext, gates, rows, units);
}

export function gruCandidateGradientF64(
  dn: usize, dnext: usize, gates: usize, rows: usize, units: usize,
): void {
  gruCandidateGradient<f64>(dn, dnext, gates, rows, units);
}

export function gruCellGradientF32(
  dx: usize, du: usize, dh: usize, dnext: usize, gates: usize, v: usize, h: usize, rows: usize, units: usize,
  widthV: usize, before: bool,
): void {
  gruCellGradient<f32>(dx, du, dh, dnext, gates, v, h, rows, units, widthV, before);
}

export function gruCellGradientF64(
  dx: usize, du: usize, dh: usize, dnext: usize, gates: usize, v: usize, h: usize, rows: usize, units: usize,
  widthV: usize, before: bool,
): void {
  gruCellGradient<f64>(dx, du, dh, dnext, gates, v, h, rows, units, widthV, before);
}

// Cells of LSTM and GRU after their products, and their gradients, in the number type of the tensors.
import { sigmoid2x, tanh2x } from "./exponential";
import { sigmoid4x, tanh4x } from "./single";

/** A vector of numbers, or one number where `single`. */
// @ts-ignore: decorator
@inline
function get<T>(from: usize, single: bool): v128 {
  return single ? v128.load_zero<T>(from) : v128.load(from);
}

// @ts-ignore: decorator
@inline
function put<T>(to: usize, x: v128, single: bool): void {
  if (single) v128.store_lane<T>(to, x, 0);
  else v128.store(to, x);
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
// @ts-ignore: decorator
@inline
function lstmCellAt<T>(
  h: usize, next: usize, active: usize, gates: usize, z: usize, c: usize, at: usize, width: usize, single: bool,
): void {
  const i = sigmoid<T>(get<T>(z + at, single));
  const f = sigmoid<T>(get<T>(z + at + width, single));
  const g = tanh<T>(get<T>(z + at + 2 * width, single));
  const o = sigmoid<T>(get<T>(z + at + 3 * width, single));
  const cell = v128.add<T>(v128.mul<T>(f, get<T>(c + at, single)), v128.mul<T>(i, g));
  const bounded = tanh<T>(cell);
  put<T>(gates + at, i, single);
  put<T>(gates + at + width, f, single);
  put<T>(gates + at + 2 * width, g, single);
  put<T>(gates + at + 3 * width, o, single);
  put<T>(next + at, cell, single);
  put<T>(active + at, bounded, single);
  put<T>(h + at, v128.mul<T>(o, bounded), single);
}

function lstmCell<T>(
  h: usize, next: usize, active: usize, gates: usize, z: usize, c: usize, rows: usize, units: usize,
): void {
  const width = units * sizeof<T>();
  for (let row: usize = 0; row < rows; row++) {
    let at: usize = 0;
    for (; at + 16 <= width; at += 16) lstmCellAt<T>(h, next, active, gates, z, c, at, width, false);
    for (; at < width; at += sizeof<T>()) lstmCellAt<T>(h, next, active, gates, z, c, at, width, true);
    z += 4 * width;
    gates += 4 * width;
    c += width;
    next += width;
    active += width;
    h += width;
  }
}

/** dz [rows, 4 units], dc [rows, units] of the cell above. dnext: address of the gradient of `next`, 0 for none */
// @ts-ignore: decorator
@inline
function lstmCellGradientAt<T>(
  dz: usize, dc: usize, dh: usize, dnext: usize, gates: usize, active: usize, c: usize, at: usize, width: usize, single: bool,
): void {
  const i = get<T>(gates + at, single);
  const f = get<T>(gates + at + width, single);
  const g = get<T>(gates + at + 2 * width, single);
  const o = get<T>(gates + at + 3 * width, single);
  const bounded = get<T>(active + at, single);
  const d = get<T>(dh + at, single);
  let cell = v128.mul<T>(v128.mul<T>(d, o), tanhSlope<T>(bounded));
  if (dnext != 0) cell = v128.add<T>(get<T>(dnext + at, single), cell);
  const previous = get<T>(c + at, single);
  put<T>(dz + at, v128.mul<T>(v128.mul<T>(cell, g), sigmoidSlope<T>(i)), single);
  put<T>(dz + at + width, v128.mul<T>(v128.mul<T>(cell, previous), sigmoidSlope<T>(f)), single);
  put<T>(dz + at + 2 * width, v128.mul<T>(v128.mul<T>(cell, i), tanhSlope<T>(g)), single);
  put<T>(dz + at + 3 * width, v128.mul<T>(v128.mul<T>(d, bounded), sigmoidSlope<T>(o)), single);
  put<T>(dc + at, v128.mul<T>(cell, f), single);
}

function lstmCellGradient<T>(
  dz: usize, dc: usize, dh: usize, dnext: usize, gates: usize, active: usize, c: usize, rows: usize, units: usize,
): void {
  const width = units * sizeof<T>();
  for (let row: usize = 0; row < rows; row++) {
    let at: usize = 0;
    for (; at + 16 <= width; at += 16) lstmCellGradientAt<T>(dz, dc, dh, dnext, gates, active, c, at, width, false);
    for (; at < width; at += sizeof<T>()) lstmCellGradientAt<T>(dz, dc, dh, dnext, gates, active, c, at, width, true);
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
// @ts-ignore: decorator
@inline
function gruResetAt<T>(
  reset: usize, x: usize, u: usize, h: usize, at: usize, width: usize, single: bool,
): void {
  const r = sigmoid<T>(v128.add<T>(get<T>(x + at, single), get<T>(u + at, single)));
  put<T>(reset + at, v128.mul<T>(r, get<T>(h + at, single)), single);
}

function gruReset<T>(reset: usize, x: usize, u: usize, h: usize, rows: usize, units: usize): void {
  const width = units * sizeof<T>();
  for (let row: usize = 0; row < rows; row++) {
    let at: usize = 0;
    for (; at + 16 <= width; at += 16) gruResetAt<T>(reset, x, u, h, at, width, false);
    for (; at < width; at += sizeof<T>()) gruResetAt<T>(reset, x, u, h, at, width, true);
    reset += width;
    x += 3 * width;
    u += 2 * width;
    h += width;
  }
}

/** x, gates [rows, 3 units]: r z n; h, next [rows, units]
 *  n = tanh(x_n + r v), or tanh(x_n + v) if `before`; next = n + z (h - n)
 *  u holds r and z, v the rest, with rows that are widthU and widthV numbers apart */
// @ts-ignore: decorator
@inline
function gruCellAt<T>(
  next: usize, gates: usize, x: usize, u: usize, v: usize, h: usize, before: bool, at: usize, width: usize, single: bool,
): void {
  const r = sigmoid<T>(v128.add<T>(get<T>(x + at, single), get<T>(u + at, single)));
  const z = sigmoid<T>(v128.add<T>(get<T>(x + at + width, single), get<T>(u + at + width, single)));
  const product = get<T>(v + at, single);
  const added = before ? product : v128.mul<T>(r, product);
  const n = tanh<T>(v128.add<T>(get<T>(x + at + 2 * width, single), added));
  put<T>(gates + at, r, single);
  put<T>(gates + at + width, z, single);
  put<T>(gates + at + 2 * width, n, single);
  put<T>(next + at, v128.add<T>(n, v128.mul<T>(z, v128.sub<T>(get<T>(h + at, single), n))), single);
}

function gruCell<T>(
  next: usize, gates: usize, x: usize, u: usize, v: usize, h: usize, rows: usize, units: usize,
  widthU: usize, widthV: usize, before: bool,
): void {
  const width = units * sizeof<T>();
  for (let row: usize = 0; row < rows; row++) {
    let at: usize = 0;
    for (; at + 16 <= width; at += 16) gruCellAt<T>(next, gates, x, u, v, h, before, at, width, false);
    for (; at < width; at += sizeof<T>()) gruCellAt<T>(next, gates, x, u, v, h, before, at, width, true);
    x += 3 * width;
    gates += 3 * width;
    u += widthU * sizeof<T>();
    v += widthV * sizeof<T>();
    h += width;
    next += width;
  }
}

/** dn [rows, units] = gradient of the sum in tanh: dnext (1 - z) (1 - n^2) */
// @ts-ignore: decorator
@inline
function gruCandidateGradientAt<T>(
  dn: usize, dnext: usize, gates: usize, at: usize, width: usize, single: bool,
): void {
  put<T>(dn + at, candidateGradient<T>(dnext, gates, at, width, single), single);
}

function gruCandidateGradient<T>(dn: usize, dnext: usize, gates: usize, rows: usize, units: usize): void {
  const width = units * sizeof<T>();
  for (let row: usize = 0; row < rows; row++) {
    let at: usize = 0;
    for (; at + 16 <= width; at += 16) gruCandidateGradientAt<T>(dn, dnext, gates, at, width, false);
    for (; at < width; at += sizeof<T>()) gruCandidateGradientAt<T>(dn, dnext, gates, at, width, true);
    dn += width;
    dnext += width;
    gates += 3 * width;
  }
}

// @ts-ignore: decorator
@inline
function candidateGradient<T>(dnext: usize, gates: usize, at: usize, width: usize, single: bool): v128 {
  const z = get<T>(gates + at + width, single);
  const n = get<T>(gates + at + 2 * width, single);
  return v128.mul<T>(v128.mul<T>(get<T>(dnext + at, single), v128.sub<T>(v128.splat<T>(1), z)), tanhSlope<T>(n));
}

/** dx [rows, 3 units], du, dh [rows, units] of the cell above. before: v is the gradient of r h, du [rows, 2 units];
 *  else v is that part of u, du [rows, 3 units] */
// @ts-ignore: decorator
@inline
function gruCellGradientAt<T>(
  dx: usize, du: usize, dh: usize, dnext: usize, gates: usize, v: usize, h: usize, before: bool, at: usize, width: usize,
  single: bool,
): void {
  const r = get<T>(gates + at, single);
  const z = get<T>(gates + at + width, single);
  const n = get<T>(gates + at + 2 * width, single);
  const d = get<T>(dnext + at, single);
  const previous = get<T>(h + at, single);
  const other = get<T>(v + at, single);
  const dn = candidateGradient<T>(dnext, gates, at, width, single);
  const dz = v128.mul<T>(v128.mul<T>(d, v128.sub<T>(previous, n)), sigmoidSlope<T>(z));
  const dr = v128.mul<T>(v128.mul<T>(other, before ? previous : dn), sigmoidSlope<T>(r));
  put<T>(dx + at, dr, single);
  put<T>(dx + at + width, dz, single);
  put<T>(dx + at + 2 * width, dn, single);
  put<T>(du + at, dr, single);
  put<T>(du + at + width, dz, single);
  if (!before) put<T>(du + at + 2 * width, v128.mul<T>(dn, r), single);
  const throughZ = v128.mul<T>(d, z);
  put<T>(dh + at, before ? v128.add<T>(throughZ, v128.mul<T>(other, r)) : throughZ, single);
}

function gruCellGradient<T>(
  dx: usize, du: usize, dh: usize, dnext: usize, gates: usize, v: usize, h: usize, rows: usize, units: usize,
  widthV: usize, before: bool,
): void {
  const width = units * sizeof<T>();
  for (let row: usize = 0; row < rows; row++) {
    let at: usize = 0;
    for (; at + 16 <= width; at += 16) gruCellGradientAt<T>(dx, du, dh, dnext, gates, v, h, before, at, width, false);
    for (; at < width; at += sizeof<T>()) gruCellGradientAt<T>(dx, du, dh, dnext, gates, v, h, before, at, width, true);
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

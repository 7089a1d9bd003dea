import { isNumber } from "../table/cells.js";

// powers of ten that a float64 holds exactly
const powers = Float64Array.from({ length: 23 }, (_, power) => 10 ** power);
const exactDigits = 15;
const [plus, minus, point, zero, nine] = [0x2b, 0x2d, 0x2e, 0x30, 0x39];

/** The number that stands in the bytes from `begin` to `end`, the same as of its text; NaN where that is not for certain a
 *  decimal number. Up to 15 digits m and a point k digits from the right are exactly m / 10^k, rounded once.
 *  Source: W. D. Clinger, How to read floating point numbers accurately, 1990. */
export function plainNumber(bytes: Uint8Array, begin: number, end: number): number {
  let at = begin;
  const sign = bytes[at];
  if (sign === minus || sign === plus) at++;
  let mantissa = 0;
  let digits = 0;
  let fraction = -1;
  for (; at < end; at++) {
    const byte = bytes[at];
    if (byte >= zero && byte <= nine) {
      mantissa = mantissa * 10 + (byte - zero);
      digits++;
      if (fraction >= 0) fraction++;
    } else if (byte === point && fraction < 0) fraction = 0;
    else return writtenOtherwise(bytes, begin, end);
  }
  if (digits === 0 || digits > exactDigits) return writtenOtherwise(bytes, begin, end);
  const value = fraction > 0 ? mantissa / powers[fraction] : mantissa;
  return sign === minus ? -value : value;
}

/** With an exponent, spaces around it, or many digits. */
function writtenOtherwise(bytes: Uint8Array, begin: number, end: number): number {
  let text = "";
  for (let at = begin; at < end; at++) {
    if (bytes[at] >= 0x80) return Number.NaN;
    text += String.fromCharCode(bytes[at]);
  }
  text = text.trim();
  return isNumber(text) ? Number(text) : Number.NaN;
}

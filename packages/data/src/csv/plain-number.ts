import { isNumber } from "../table/cells.js";

// powers of ten that a float64 holds exactly
const powers = Float64Array.from({ length: 23 }, (_, power) => 10 ** power);
const exactDigits = 15;
const [plus, minus, point, zero, nine] = [0x2b, 0x2d, 0x2e, 0x30, 0x39];

/** The number that is written in the bytes from `start` to `end`, equal to the number of their text; NaN if they are not a
 *  decimal number. Up to 15 digits m with the point k digits from the right are exactly m / 10^k, rounded once.
 *  Source: W. D. Clinger, How to read floating point numbers accurately, 1990. */
export function plainNumber(bytes: Uint8Array, start: number, end: number): number {
  let offset = start;
  const sign = bytes[offset];
  if (sign === minus || sign === plus) offset++;
  let mantissa = 0;
  let digits = 0;
  let fraction = -1;
  for (; offset < end; offset++) {
    const byte = bytes[offset];
    if (byte >= zero && byte <= nine) {
      mantissa = mantissa * 10 + (byte - zero);
      digits++;
      if (fraction >= 0) fraction++;
    } else if (byte === point && fraction < 0) fraction = 0;
    else return parseText(bytes, start, end);
  }
  if (digits === 0 || digits > exactDigits) return parseText(bytes, start, end);
  const value = fraction > 0 ? mantissa / powers[fraction] : mantissa;
  return sign === minus ? -value : value;
}

/** Parses a number with an exponent, spaces around it, or many digits. */
function parseText(bytes: Uint8Array, start: number, end: number): number {
  let text = "";
  for (let index = start; index < end; index++) {
    if (bytes[index] >= 0x80) return Number.NaN;
    text += String.fromCharCode(bytes[index]);
  }
  text = text.trim();
  return isNumber(text) ? Number(text) : Number.NaN;
}

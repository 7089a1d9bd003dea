/** Text as bytes of UTF-8. */
export const bytesOf = (text) => new TextEncoder().encode(text);

/** Bytes of a base64 text. */
export const decoded = (base64) => Uint8Array.from(Buffer.from(base64, "base64"));

/** All of these bytes, one after the other. */
export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The bytes with others from `at` on. */
export function changed(bytes, at, ...others) {
  const copy = Uint8Array.from(bytes);
  copy.set(others, at);
  return copy;
}

/** A number as big-endian bytes. */
export const bigEndian = (value, length = 4) =>
  Array.from({ length }, (_, at) => Math.floor(value / 256 ** (length - 1 - at)) % 256);

/** Each with one bit flipped, of `count` bytes from `from` to `to`, and which: `[{ name, bytes }]` */
export function flips(bytes, random, { from = 0, to = bytes.length, count = to - from } = {}) {
  const every = (to - from) / Math.min(count, to - from);
  return Array.from({ length: Math.min(count, to - from) }, (_, index) => {
    const at = from + Math.floor(index * every);
    const bit = Math.floor(random() * 8);
    return { name: `bit ${bit} of byte ${at} flipped`, bytes: changed(bytes, at, bytes[at] ^ (1 << bit)) };
  });
}

/** Cut off at `count` lengths: `[{ name, bytes }]` */
export function truncations(bytes, count = bytes.length) {
  const every = bytes.length / Math.min(count, bytes.length);
  return Array.from({ length: Math.min(count, bytes.length) }, (_, index) => {
    const length = Math.floor(index * every);
    return { name: `cut off after ${length} bytes`, bytes: bytes.subarray(0, length) };
  });
}

/** A text with pieces put in, taken out, doubled, or put in the place of others, a few times. */
export function mixed(text, pieces, random) {
  const below = (limit) => Math.floor(random() * limit);
  let result = text;
  for (let times = 1 + below(3); times > 0; times--) {
    const at = below(result.length + 1);
    const end = Math.min(result.length, at + below(8));
    const piece = pieces[below(pieces.length)];
    const ways = [piece + result.slice(at, end), "", result.slice(at, end).repeat(2), piece];
    result = result.slice(0, at) + ways[below(ways.length)] + result.slice(end);
  }
  return result;
}

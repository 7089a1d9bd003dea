import { formatError } from "../format-error.js";
import { crc32, formatCrc } from "./crc32.js";
import { inflateExactly } from "./inflate.js";

const trailerLength = 8;

/** Whether the bytes begin as a gzip file does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** The content of a gzip file of one member, at most 1 GiB, never more than its trailer claims; stops at the first byte
 *  too many. Length and CRC are checked. `check` looks at the first inflated bytes and the length that the trailer claims, as
 *  that of `inflateExactly` does. Source: RFC 1952.
 *  @throws RetrogradError E_DATA_FORMAT when the file is truncated, damaged, too large, or `check` refuses it */
export function inflateGzip(
  bytes: Uint8Array,
  { name, check }: { readonly name: string; check(start: Uint8Array, claimed: number): boolean },
): Uint8Array {
  const begin = headerLength(bytes, name);
  const end = bytes.length - trailerLength;
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + end, trailerLength);
  const claimed = trailer.getUint32(4, true);
  const out = inflateExactly(bytes.subarray(begin, end), { name, claimed, claimant: "its end", check });
  const [expected, got] = [trailer.getUint32(0, true), crc32(out)];
  if (got !== expected) {
    throw formatError(name, `is damaged: its CRC must be ${formatCrc(expected)}, got ${formatCrc(got)}`);
  }
  if (endsEarlier(bytes, end)) throw formatError(name, "must be one gzip member, got the same one twice");
  return out;
}

/** Whether the trailer stands further ahead as well, before another header: what follows was not inflated. */
function endsEarlier(bytes: Uint8Array, end: number): boolean {
  const wanted = [...bytes.subarray(end), 0x1f, 0x8b];
  for (let at = bytes.indexOf(wanted[0], 10); at >= 0 && at < end; at = bytes.indexOf(wanted[0], at + 1)) {
    if (wanted.every((byte, offset) => bytes[at + offset] === byte)) return true;
  }
  return false;
}

/** Where the compressed data begin: after 10 bytes and the optional fields that the flags announce. */
function headerLength(bytes: Uint8Array, name: string): number {
  const [method, flags] = [bytes[2], bytes[3]];
  if (method !== 8)
    throw formatError(name, "is truncated or damaged: its gzip header names no known compression");
  const afterText = (at: number) => {
    const zero = bytes.indexOf(0, at);
    return zero < 0 ? Infinity : zero + 1;
  };
  let length = 10;
  if (flags & 4) length += 2 + bytes[length] + 256 * bytes[length + 1];
  if (flags & 8) length = afterText(length);
  if (flags & 16) length = afterText(length);
  if (flags & 2) length += 2;
  // also refuses NaN, which a missing byte gives
  if (!(length + trailerLength < bytes.length))
    throw formatError(name, "is truncated: its gzip header does not end");
  return length;
}

import { RetrogradError } from "@retrograd/core";
import { Inflate } from "fflate";
import { formatError } from "../format-error.js";
import { crc32 } from "./crc32.js";

const largest = 2 ** 30;
const piece = 16384;
// deflate cannot reach more than 1032:1
const steepest = 1032;
const trailerLength = 8;

/** How to inflate, and what stops it. */
export interface InflateOptions {
  /** The file's name, for errors. */
  readonly name: string;
  /** Looks at the first inflated bytes and the length the gzip trailer claims; throws if they contradict each other.
   *  Called again as more bytes come, until it says true. */
  check(start: Uint8Array, claimed: number): boolean;
}

/** Whether the bytes begin as a gzip file does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** The content of a gzip file of one member, at most 1 GiB, never more than its trailer claims; stops at the first byte
 *  too many. Length and CRC are checked. Source: RFC 1952.
 *  @throws RetrogradError E_DATA_FORMAT when the file is truncated, damaged, too large, or `check` refuses it */
export function inflateGzip(bytes: Uint8Array, { name, check }: InflateOptions): Uint8Array {
  const begin = headerLength(bytes, name);
  const end = bytes.length - trailerLength;
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + end, trailerLength);
  const claimed = trailer.getUint32(4, true);
  if (claimed > largest)
    throw formatError(
      name,
      `is damaged or too large: it must inflate to at most 1 GiB, its end claims ${claimed} bytes`,
    );
  if (claimed > steepest * (end - begin)) {
    throw formatError(name, `is truncated or damaged: ${end - begin} bytes cannot inflate to ${claimed}`);
  }

  const out = new Uint8Array(claimed);
  let length = 0;
  let checked = false;
  const inflate = new Inflate((chunk) => {
    if (length + chunk.length > claimed) {
      throw formatError(
        name,
        `inflates to more than the ${claimed} bytes its end claims: damaged, or not one gzip member`,
      );
    }
    out.set(chunk, length);
    length += chunk.length;
    if (!checked) checked = check(out.subarray(0, length), claimed);
  });
  try {
    for (let at = begin; at < end; at += piece) {
      const next = Math.min(at + piece, end);
      inflate.push(bytes.subarray(at, next), next === end);
      // all is there, so what may follow is an empty block of 5 bytes
      if (length === claimed && end - next > 64)
        throw formatError(name, "has bytes after its compressed data");
    }
  } catch (error) {
    if (error instanceof RetrogradError) throw error;
    const cause = error instanceof Error ? ` (${error.message})` : "";
    throw formatError(name, `is truncated or damaged: its compressed data cannot be inflated${cause}`);
  }
  if (length !== claimed) {
    throw formatError(
      name,
      `is truncated or damaged: it inflates to ${length} bytes, its end claims ${claimed}`,
    );
  }
  const [expected, got] = [trailer.getUint32(0, true), crc32(out)];
  if (got !== expected) {
    throw formatError(name, `is damaged: its CRC must be ${hexadecimal(expected)}, got ${hexadecimal(got)}`);
  }
  return out;
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

function hexadecimal(value: number): string {
  return value.toString(16).padStart(8, "0");
}

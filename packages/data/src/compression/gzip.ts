import { RetrogradError } from "@retrograd/core";
import { Gunzip } from "fflate";
import { formatError } from "../format-error.js";
import { crc32, formatCrc } from "./crc32.js";

const [pieceLength, trailerLength] = [16384, 8];
// the largest ratio that deflate can reach is 1032:1
const maxRatio = 1032;
const maxLength = 2 ** 30;

/** Whether the bytes start like a gzip file. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Options of `inflateGzip`. */
export interface GzipOptions {
  readonly name: string;
  /** The length of the whole content, computed from its first bytes; undefined if there are too few of them.
   *  @throws RetrogradError when the content is not of the expected format */
  lengthOf(start: Uint8Array): number | undefined;
}

/** The end of one member of a gzip file: its position in the file, and in the inflated content. */
interface MemberEnd {
  readonly file: number;
  readonly content: number;
}

/** Inflates a gzip file with any number of members, to at most 1 GiB. Stops at the first byte beyond the length that
 *  `lengthOf` computes. Checks the length and the CRC of each member. Source: RFC 1952.
 *  @throws RetrogradError E_DATA_FORMAT when the file is truncated, damaged, too large, or `lengthOf` refuses it */
export function inflateGzip(bytes: Uint8Array, { name, lengthOf }: GzipOptions): Uint8Array {
  checkHeader(bytes, name);
  const content = growingContent(bytes, { name, lengthOf });
  const ends: MemberEnd[] = [];
  const gunzip = new Gunzip((chunk) => content.add(chunk));
  gunzip.onmember = (file) => ends.push({ file, content: content.length });
  try {
    // no piece is marked as the last: members that start in it would be skipped
    for (let offset = 0; offset < bytes.length; offset += pieceLength)
      gunzip.push(bytes.slice(offset, offset + pieceLength), false);
  } catch (error) {
    if (error instanceof RetrogradError) throw error;
    if (content.isFull())
      throw formatError(name, "has bytes after its end that are not gzip data: cut them off");
    const cause = error instanceof Error ? ` (${error.message})` : "";
    throw formatError(name, `is truncated or damaged: its compressed data cannot be inflated${cause}`);
  }
  const out = content.finish();
  let from = 0;
  for (const end of [...ends, { file: bytes.length, content: out.length }]) {
    checkTrailer(bytes.subarray(end.file - trailerLength, end.file), out.subarray(from, end.content), name);
    from = end.content;
  }
  return out;
}

/** A buffer for the inflated content. It gets its final length as soon as the first bytes are known. */
function growingContent(bytes: Uint8Array, { name, lengthOf }: GzipOptions) {
  let out: Uint8Array = new Uint8Array(0);
  let [length, expected] = [0, -1];
  return {
    get length() {
      return length;
    },
    isFull: () => length === expected,
    add(chunk: Uint8Array): void {
      if (expected < 0) {
        const start = new Uint8Array(length + chunk.length);
        start.set(out.subarray(0, length));
        start.set(chunk, length);
        expected = lengthOf(start) ?? -1;
        checkPossible(expected, bytes.length, name);
        out = new Uint8Array(Math.max(expected, start.length));
        out.set(start.subarray(0, length));
      }
      if (expected >= 0 && length + chunk.length > expected)
        throw formatError(
          name,
          `is too long: it inflates to more than the ${expected} bytes that its header needs`,
        );
      out.set(chunk, length);
      length += chunk.length;
    },
    finish(): Uint8Array {
      if (expected < 0) throw formatError(name, `is truncated: ${length} bytes do not hold its header`);
      if (length < expected)
        throw formatError(
          name,
          `is truncated: its header needs ${expected} bytes, and it inflates to ${length}`,
        );
      return out;
    },
  };
}

function checkPossible(expected: number, packed: number, name: string): void {
  if (expected > maxLength)
    throw formatError(
      name,
      `is damaged or too large: it must inflate to at most 1 GiB, its header needs ${expected} bytes`,
    );
  if (expected > maxRatio * packed)
    throw formatError(name, `is truncated or damaged: ${packed} bytes cannot inflate to ${expected}`);
}

function checkTrailer(trailer: Uint8Array, content: Uint8Array, name: string): void {
  const view = new DataView(trailer.buffer, trailer.byteOffset, trailerLength);
  const [crc, length] = [view.getUint32(0, true), view.getUint32(4, true)];
  const got = crc32(content);
  if (got === crc && content.length === length) return;
  const what =
    got === crc
      ? `it inflates to ${content.length} bytes, but its trailer says ${length}`
      : `its CRC must be ${formatCrc(crc)}, got ${formatCrc(got)}; or the bytes after its end are not gzip data`;
  throw formatError(name, `is truncated or damaged: ${what}`);
}

/** Refuses a gzip file of an unknown kind, and one that is too short for a header and a trailer. */
function checkHeader(bytes: Uint8Array, name: string): void {
  if (bytes[2] !== 8)
    throw formatError(name, "is truncated or damaged: its gzip header has an unknown compression method");
  if (bytes.length < 10 + trailerLength)
    throw formatError(name, "is truncated: its gzip header does not end");
}

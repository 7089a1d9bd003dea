import { RetrogradError } from "@retrograd/core";
import { Gunzip } from "fflate";
import { formatError } from "../format-error.js";
import { crc32, formatCrc } from "./crc32.js";

const [piece, trailerLength] = [16384, 8];
// deflate cannot reach more than 1032:1
const steepest = 1032;
const largest = 2 ** 30;

/** Whether the bytes begin as a gzip file does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** How a gzip file is inflated. */
export interface GzipOptions {
  readonly name: string;
  /** The length that the whole content must have, by its first bytes; nothing while they are too few.
   *  @throws RetrogradError where they are not what they should be */
  lengthOf(start: Uint8Array): number | undefined;
}

/** A member of a gzip file: where it ends there, and where its content ends in the whole content. */
interface MemberEnd {
  readonly file: number;
  readonly content: number;
}

/** The content of a gzip file, all of its members one after the other, at most 1 GiB and never more than its first bytes
 *  announce; stops at the first byte too many. Length and CRC of each member are checked. Source: RFC 1952.
 *  @throws RetrogradError E_DATA_FORMAT when the file is truncated, damaged, too large, or `lengthOf` refuses it */
export function inflateGzip(bytes: Uint8Array, { name, lengthOf }: GzipOptions): Uint8Array {
  checkHeader(bytes, name);
  const content = growingContent(bytes, { name, lengthOf });
  const ends: MemberEnd[] = [];
  const gunzip = new Gunzip((chunk) => content.add(chunk));
  gunzip.onmember = (file) => ends.push({ file, content: content.length });
  try {
    // the last piece is not called so, as members that begin in it would be left out
    for (let at = 0; at < bytes.length; at += piece) gunzip.push(bytes.slice(at, at + piece), false);
  } catch (error) {
    if (error instanceof RetrogradError) throw error;
    if (content.isFull())
      throw formatError(name, "has bytes after its end that are no gzip data: cut them off");
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

/** Room that takes what is inflated: of a known length as soon as the first bytes say it. */
function growingContent(bytes: Uint8Array, { name, lengthOf }: GzipOptions) {
  let out: Uint8Array = new Uint8Array(0);
  let [length, wanted] = [0, -1];
  return {
    get length() {
      return length;
    },
    isFull: () => length === wanted,
    add(chunk: Uint8Array): void {
      if (wanted < 0) {
        const start = new Uint8Array(length + chunk.length);
        start.set(out.subarray(0, length));
        start.set(chunk, length);
        wanted = lengthOf(start) ?? -1;
        checkPossible(wanted, bytes.length, name);
        out = new Uint8Array(Math.max(wanted, start.length));
        out.set(start.subarray(0, length));
      }
      if (wanted >= 0 && length + chunk.length > wanted)
        throw formatError(
          name,
          `is too long: it inflates to more than the ${wanted} bytes that its header needs`,
        );
      out.set(chunk, length);
      length += chunk.length;
    },
    finish(): Uint8Array {
      if (wanted < 0) throw formatError(name, `is truncated: ${length} bytes do not hold its header`);
      if (length < wanted)
        throw formatError(
          name,
          `is truncated: its header needs ${wanted} bytes, and it inflates to ${length}`,
        );
      return out;
    },
  };
}

function checkPossible(wanted: number, packed: number, name: string): void {
  if (wanted > largest)
    throw formatError(
      name,
      `is damaged or too large: it must inflate to at most 1 GiB, its header needs ${wanted} bytes`,
    );
  if (wanted > steepest * packed)
    throw formatError(name, `is truncated or damaged: ${packed} bytes cannot inflate to ${wanted}`);
}

function checkTrailer(trailer: Uint8Array, content: Uint8Array, name: string): void {
  const view = new DataView(trailer.buffer, trailer.byteOffset, trailerLength);
  const [crc, length] = [view.getUint32(0, true), view.getUint32(4, true)];
  const got = crc32(content);
  if (got === crc && content.length === length) return;
  const what =
    got === crc
      ? `it inflates to ${content.length} bytes, and its end says ${length}`
      : `its CRC must be ${formatCrc(crc)}, got ${formatCrc(got)}; or bytes come after its end that are no gzip`;
  throw formatError(name, `is truncated or damaged: ${what}`);
}

/** Refuses what is no gzip file of a known kind, or too short for a header and a trailer. */
function checkHeader(bytes: Uint8Array, name: string): void {
  if (bytes[2] !== 8)
    throw formatError(name, "is truncated or damaged: its gzip header names no known compression");
  if (bytes.length < 10 + trailerLength)
    throw formatError(name, "is truncated: its gzip header does not end");
}

import { RetrogradError } from "@retrograd/core";
import type { InputFile } from "@retrograd/plugin";
import { Gunzip } from "fflate";
import { formatError } from "../format-error.js";
import { joinBytes } from "../join-bytes.js";
import { forwardFile } from "../new-inputs/forward-file.js";
import { piecesOf } from "../new-inputs/input-file.js";
import { crc32, formatCrc } from "./crc32.js";

const [pieceLength, trailerLength] = [16384, 8];
// the largest ratio that deflate can reach is 1032:1
const maxRatio = 1032;
const maxLength = 2 ** 30;
// bytes of the file that are kept, to find the trailer of a member when the next one starts
const recentLength = 2 ** 17;

/** Whether the bytes start like a gzip file. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** The length of the whole content, computed from its first bytes; undefined if there are too few of them.
 *  @throws RetrogradError when the content is not of the expected format */
export type LengthOf = (start: Uint8Array) => number | undefined;

/** Inflates a gzip file with any number of members, to at most 1 GiB. Stops at the first byte beyond the length that
 *  `lengthOf` computes. Checks the length and the CRC of each member. Source: RFC 1952.
 *  @throws RetrogradError E_DATA_FORMAT when the file is truncated, damaged, too large, or `lengthOf` refuses it */
export function inflateGzip(
  bytes: Uint8Array,
  { name, lengthOf }: { readonly name: string; readonly lengthOf: LengthOf },
): Uint8Array {
  const chunks: Uint8Array[] = [];
  let out: Uint8Array | undefined;
  let length = 0;
  const lengthInMemory = (start: Uint8Array) => {
    const expected = lengthOf(start);
    if (expected !== undefined && expected > maxLength)
      throw formatError(
        name,
        `is damaged or too large: it must inflate to at most 1 GiB, its header needs ${expected} bytes`,
      );
    return expected;
  };
  const options = { name, packed: bytes.length, lengthOf: lengthInMemory };
  const gunzip = checkedGunzip(options, (chunk, expected) => {
    if (expected === undefined) {
      chunks.push(chunk);
      return;
    }
    out ??= new Uint8Array(expected);
    for (const one of [...chunks.splice(0), chunk]) {
      out.set(one, length);
      length += one.length;
    }
  });
  for (let offset = 0; offset < bytes.length; offset += pieceLength)
    gunzip.push(bytes.slice(offset, offset + pieceLength));
  gunzip.finish();
  return out ?? new Uint8Array(0);
}

/** The content of a gzip file, inflated while it is read. Each read must start at or after the start of the one before.
 *  Checks the length and the CRC of each member.
 *  @throws RetrogradError E_DATA_FORMAT when the file is truncated, damaged, or `lengthOf` refuses it */
export async function openGzip(file: InputFile, lengthOf: LengthOf): Promise<InputFile> {
  let size: number | undefined;
  const ready: Uint8Array[] = [];
  const gunzip = checkedGunzip({ name: file.path, packed: file.size, lengthOf }, (chunk, expected) => {
    size = expected;
    ready.push(chunk);
  });
  async function* chunks() {
    for await (const bytes of piecesOf(file)) {
      for (let offset = 0; offset < bytes.length; offset += pieceLength) {
        gunzip.push(bytes.slice(offset, offset + pieceLength));
        yield* ready.splice(0);
      }
    }
    gunzip.finish();
  }
  const content = chunks();
  const start: Uint8Array[] = [];
  while (size === undefined) {
    const { value, done } = await content.next();
    // finish() has refused a file whose header does not end
    if (done === true) break;
    start.push(value);
  }
  return forwardFile(content, { path: file.path, size: size ?? 0, start });
}

/** Inflates the members of a gzip file and checks the length and the CRC of each. `emit` gets each chunk, and the length of
 *  the whole content when it is known. */
function checkedGunzip(
  { name, packed, lengthOf }: { readonly name: string; readonly packed: number; readonly lengthOf: LengthOf },
  emit: (chunk: Uint8Array, expected: number | undefined) => void,
) {
  let expected: number | undefined;
  let start: Uint8Array = new Uint8Array(0);
  let length = 0;
  let pushed = 0;
  let recent: Uint8Array = new Uint8Array(0);
  const member = { crc: 0, length: 0 };
  const endMember = (end: number) => {
    const from = end - trailerLength - (pushed - recent.length);
    checkTrailer(from < 0 ? undefined : recent.subarray(from, from + trailerLength), member, name);
    Object.assign(member, { crc: 0, length: 0 });
  };
  const gunzip = new Gunzip((chunk) => {
    length += chunk.length;
    member.crc = crc32(chunk, member.crc);
    member.length += chunk.length;
    if (expected === undefined) {
      start = joinBytes(start, chunk);
      expected = lengthOf(start);
      checkPossible(expected, packed, name);
    }
    if (expected !== undefined && length > expected)
      throw formatError(
        name,
        `is too long: it inflates to more than the ${expected} bytes that its header needs`,
      );
    emit(chunk, expected);
  });
  gunzip.onmember = endMember;
  return {
    /** The piece must not be changed afterwards. */
    push(piece: Uint8Array): void {
      if (pushed === 0) checkHeader(piece, packed, name);
      pushed += piece.length;
      recent = joinBytes(recent.subarray(Math.max(0, recent.length - recentLength)), piece);
      try {
        // no piece is marked as the last: members that start in it would be skipped
        gunzip.push(piece, false);
      } catch (error) {
        if (error instanceof RetrogradError) throw error;
        if (length === expected)
          throw formatError(name, "has bytes after its end that are not gzip data: cut them off");
        const cause = error instanceof Error ? ` (${error.message})` : "";
        throw formatError(name, `is truncated or damaged: its compressed data cannot be inflated${cause}`);
      }
    },
    finish(): void {
      if (pushed === 0) checkHeader(recent, packed, name);
      if (expected === undefined)
        throw formatError(name, `is truncated: ${length} bytes do not hold its header`);
      if (length < expected)
        throw formatError(
          name,
          `is truncated: its header needs ${expected} bytes, and it inflates to ${length}`,
        );
      endMember(pushed);
    },
  };
}

function checkPossible(expected: number | undefined, packed: number, name: string): void {
  if (expected !== undefined && expected > maxRatio * packed)
    throw formatError(name, `is truncated or damaged: ${packed} bytes cannot inflate to ${expected}`);
}

function checkTrailer(
  trailer: Uint8Array | undefined,
  member: { readonly crc: number; readonly length: number },
  name: string,
): void {
  if (trailer === undefined)
    throw formatError(name, `is damaged: a gzip header of it is longer than ${recentLength} bytes`);
  const view = new DataView(trailer.buffer, trailer.byteOffset, trailerLength);
  const [crc, length] = [view.getUint32(0, true), view.getUint32(4, true)];
  // the trailer holds the length modulo 2^32
  if (member.crc === crc && member.length % 2 ** 32 === length) return;
  const what =
    member.crc === crc
      ? `it inflates to ${member.length} bytes, but its trailer says ${length}`
      : `its CRC must be ${formatCrc(crc)}, got ${formatCrc(member.crc)}; or the bytes after its end are not gzip data`;
  throw formatError(name, `is truncated or damaged: ${what}`);
}

/** Refuses a gzip file of an unknown kind, and one that is too short for a header and a trailer. */
function checkHeader(start: Uint8Array, packed: number, name: string): void {
  if (start[2] !== 8)
    throw formatError(name, "is truncated or damaged: its gzip header has an unknown compression method");
  if (packed < 10 + trailerLength) throw formatError(name, "is truncated: its gzip header does not end");
}

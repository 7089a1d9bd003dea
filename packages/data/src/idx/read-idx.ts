import { argumentError, formatShape, type Shape } from "@retrograd/core";
import { inflateGzip, isGzip } from "../compression/gzip.js";
import { formatError } from "../format-error.js";
import { checkNoOtherKind } from "../kinds/kind-of-file.js";

/** An array of an IDX file. */
export interface IdxArray {
  readonly shape: Shape;
  /** The elements, row-major; a view of the file where it was not compressed. */
  readonly values: Uint8Array;
}

interface Header {
  readonly shape: Shape;
  /** Bytes before the elements. */
  readonly length: number;
}

const unsignedByte = 0x08;
const typeNames: Readonly<Record<number, string>> = {
  9: "signed bytes",
  11: "16-bit integers",
  12: "32-bit integers",
  13: "32-bit floats",
  14: "64-bit floats",
};

/** Reads an IDX file of unsigned bytes, plain or gzipped (told by its first bytes, not by its name): two zeros, the type 8,
 *  the number of axes, each axis as a big-endian 32-bit number, then the elements. The axes are checked against the file's
 *  length before anything is allocated. Source: http://yann.lecun.com/exdb/mnist
 *  @throws RetrogradError E_DATA_FORMAT naming the file */
export function readIdx(bytes: Uint8Array, name: string): IdxArray {
  if (!(bytes instanceof Uint8Array)) throw argumentError("readIdx", "bytes", "a Uint8Array", bytes);
  const plain = isGzip(bytes)
    ? inflateGzip(bytes, { name, lengthOf: (start) => lengthOf(start, name) })
    : bytes;
  const header = readIdxHeader(plain, plain.length, name);
  return { shape: header.shape, values: plain.subarray(header.length) };
}

/** The length of the whole file by its first inflated bytes; nothing while they are too few. */
function lengthOf(start: Uint8Array, name: string): number | undefined {
  const header = readHeader(start, name, ". Of gzip files only IDX is read: gunzip others first");
  if (header === undefined) return undefined;
  checkShape(header, name);
  return neededLength(header);
}

/** The header of a plain IDX file of `size` bytes, by its first bytes.
 *  @throws RetrogradError E_DATA_FORMAT naming the file */
export function readIdxHeader(start: Uint8Array, size: number, name: string): Header {
  const header = readHeader(start, name);
  if (header === undefined)
    throw formatError(name, `is truncated: ${start.length} bytes do not hold its header`);
  checkLength(header, size, name);
  return header;
}

/** The header, or nothing while the bytes do not reach to its end. `mend` ends the message of what is no IDX file. */
function readHeader(bytes: Uint8Array, name: string, mend = ""): Header | undefined {
  if (bytes.length < 4) return undefined;
  const [zero1, zero2, type, axes] = bytes;
  if (zero1 !== 0 || zero2 !== 0 || axes === 0 || (type !== unsignedByte && !(type in typeNames))) {
    if (mend === "") checkNoOtherKind(bytes, name, { readBy: "idx", what: "an IDX file" });
    const got = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
    throw formatError(
      name,
      `is no IDX file: it must begin with 00 00 08 and the number of axes, got ${got}${mend}`,
    );
  }
  if (type !== unsignedByte) {
    throw formatError(
      name,
      `must hold unsigned bytes (IDX type 8), got ${typeNames[type]} (IDX type ${type})`,
    );
  }
  const length = 4 + 4 * axes;
  if (bytes.length < length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  return { shape: Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis)), length };
}

function checkLength(header: Header, got: number, name: string): void {
  checkShape(header, name);
  const expected = neededLength(header);
  if (got !== expected) {
    const what = got < expected ? "is truncated" : "is too long";
    throw formatError(
      name,
      `${what}: its shape ${formatShape(header.shape)} needs ${expected} bytes with the header, got ${got}`,
    );
  }
}

function checkShape({ shape }: Header, name: string): void {
  if (shape.includes(0)) throw formatError(name, `holds nothing: its shape is ${formatShape(shape)}`);
}

/** Bytes that the file needs. A product of doubles cannot wrap; past 2^53 it is inexact, but then no file is that long. */
function neededLength({ shape, length }: Header): number {
  return shape.reduce((size, axis) => size * axis, 1) + length;
}

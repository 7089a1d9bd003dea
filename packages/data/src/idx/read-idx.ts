import { argumentError, formatShape, type Shape } from "@retrograd/core";
import { inflateGzip, isGzip } from "../compression/gzip.js";
import { formatError } from "../format-error.js";
import { checkNoOtherKind } from "../kinds/kind-of-file.js";

/** An array of an IDX file. */
export interface IdxArray {
  readonly shape: Shape;
  /** The elements, row-major. If the file was not compressed, a view of its bytes. */
  readonly values: Uint8Array;
}

interface Header {
  readonly shape: Shape;
  /** Length of the header in bytes. */
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

/** Reads an IDX file of unsigned bytes, plain or gzipped (recognised by its first bytes, not by its name): two zeros, the type 8,
 *  the number of axes, each axis as a big-endian 32-bit number, then the elements. The axes are checked against the file's
 *  length before anything is allocated. Source: http://yann.lecun.com/exdb/mnist
 *  @throws RetrogradError E_DATA_FORMAT naming the file */
export function readIdx(bytes: Uint8Array, name: string): IdxArray {
  if (!(bytes instanceof Uint8Array)) throw argumentError("readIdx", "bytes", "a Uint8Array", bytes);
  const plain = isGzip(bytes)
    ? inflateGzip(bytes, { name, lengthOf: (start) => gzippedLength(start, name) })
    : bytes;
  const header = readIdxHeader(plain, plain.length, name);
  return { shape: header.shape, values: plain.subarray(header.length) };
}

/** The length of a whole gzipped IDX file, computed from its first inflated bytes; undefined if there are too few of them.
 *  @throws RetrogradError E_DATA_FORMAT when they are not IDX */
export function gzippedLength(start: Uint8Array, name: string): number | undefined {
  const header = readHeader(start, name, ". Only IDX is read from gzip files: gunzip other files first");
  if (header === undefined) return undefined;
  checkShape(header, name);
  return neededLength(header);
}

/** Reads the header of a plain IDX file of `size` bytes from its first bytes.
 *  @throws RetrogradError E_DATA_FORMAT naming the file */
export function readIdxHeader(start: Uint8Array, size: number, name: string): Header {
  const header = readHeader(start, name);
  if (header === undefined)
    throw formatError(name, `is truncated: ${start.length} bytes do not hold its header`);
  checkLength(header, size, name);
  return header;
}

/** Reads the header; undefined if the bytes do not include all of it. `hint` is added to the error for a file that is not IDX. */
function readHeader(bytes: Uint8Array, name: string, hint = ""): Header | undefined {
  if (bytes.length < 4) return undefined;
  const [zero1, zero2, type, axes] = bytes;
  if (zero1 !== 0 || zero2 !== 0 || axes === 0 || (type !== unsignedByte && !(type in typeNames))) {
    if (hint === "") checkNoOtherKind(bytes, name, { readBy: "idx", what: "an IDX file" });
    const got = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
    throw formatError(
      name,
      `is not an IDX file: it must start with 00 00 08 and the number of axes, got ${got}${hint}`,
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

/** Length of the file in bytes. The product of doubles cannot overflow; above 2^53 it is inexact, but no file is that long. */
function neededLength({ shape, length }: Header): number {
  return shape.reduce((size, axis) => size * axis, 1) + length;
}

import { formatShape, type Shape } from "@retrograd/core";
import { formatError } from "../format-error.js";
import { checkNoOtherKind } from "../kinds/kind-of-file.js";
import { type ElementType, elementType } from "./element-types.js";

/** The header of an NPY file. */
export interface NpyHeader {
  readonly type: ElementType;
  /** Whether the first axis changes fastest in the file. */
  readonly fortranOrder: boolean;
  readonly shape: Shape;
  /** Length of the header in bytes. */
  readonly length: number;
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** Maximum length of the header in bytes, the same as in NumPy. */
const maxHeaderLength = 10_000;

/** Reads the header of an NPY file, versions 1 to 3; undefined if the bytes do not include all of it.
 *  Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 *  @throws RetrogradError E_DATA_FORMAT for a file that is not NPY, a damaged header, or elements that are not numbers */
export function readNpyHeader(bytes: Uint8Array, name: string): NpyHeader | undefined {
  if (bytes.length < magic.length + 4) return undefined;
  if (magic.some((byte, index) => bytes[index] !== byte)) {
    checkNoOtherKind(bytes, name, { readBy: "npy", what: "an NPY file" });
    throw formatError(name, "is not an NPY file: it must start with \\x93NUMPY");
  }
  const [major, minor] = bytes.subarray(6, 8);
  if (major < 1 || major > 3 || minor !== 0) {
    throw formatError(name, `must be NPY version 1.0, 2.0 or 3.0, got ${major}.${minor}`);
  }
  const start = major === 1 ? 10 : 12;
  if (bytes.length < start) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, start);
  const textLength = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (textLength > maxHeaderLength) {
    throw formatError(name, `must have a header of at most ${maxHeaderLength} bytes, got ${textLength}`);
  }
  const length = start + textLength;
  if (bytes.length < length) return undefined;
  const text = String.fromCharCode(...bytes.subarray(start, length));
  if (/[^ -~\n]/.test(text)) throw formatError(name, "is damaged: its header must be plain ASCII");
  return { ...parseDictionary(text.trim(), name), length };
}

/** Checks that the file has the length that its header needs. The product of doubles cannot overflow.
 *  @throws RetrogradError E_DATA_FORMAT when a file is too short or too long, or its array is empty */
export function checkNpyLength({ shape, type, length }: NpyHeader, got: number, name: string): void {
  if (shape.includes(0)) throw formatError(name, `holds nothing: its shape is ${formatShape(shape)}`);
  const expected = shape.reduce((size, axis) => size * axis, type.bytes) + length;
  if (got === expected) return;
  throw formatError(
    name,
    `${got < expected ? "is truncated" : "is too long"}: its shape ${formatShape(shape)} of ${type.name} needs ${expected} bytes with the header, got ${got}`,
  );
}

const entry = {
  descr: /'descr'\s*:\s*'([^'\\]*)'/,
  fortranOrder: /'fortran_order'\s*:\s*(True|False)/,
  shape: /'shape'\s*:\s*\(([\d\s,L]*)\)/,
};

/** Parses the header, a dictionary of three entries in any order: `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }` */
function parseDictionary(text: string, name: string): Omit<NpyHeader, "length"> {
  if (/'descr'\s*:\s*\[/.test(text)) {
    throw formatError(name, "must hold numbers, got records: save each of their columns as a separate array");
  }
  const [descr, order, axes] = [entry.descr, entry.fortranOrder, entry.shape].map(
    (one) => one.exec(text)?.[1],
  );
  const rest = text.replace(entry.descr, "").replace(entry.fortranOrder, "").replace(entry.shape, "");
  const lengths = axes?.split(",").map((axis) => axis.trim().replace(/L$/, ""));
  if (lengths?.at(-1) === "") lengths.pop();
  if (
    descr === undefined ||
    order === undefined ||
    lengths === undefined ||
    // no leading 0, as in Python
    !lengths.every((axis) => /^(0|[1-9]\d*)$/.test(axis)) ||
    !/^\{[\s,]*\}$/.test(rest)
  ) {
    throw formatError(
      name,
      "is damaged: its header is not {'descr': ..., 'fortran_order': ..., 'shape': ...}",
    );
  }
  return { type: elementType(descr, name), fortranOrder: order === "True", shape: lengths.map(Number) };
}

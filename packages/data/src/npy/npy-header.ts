import { formatShape, type Shape } from "@retrograd/core";
import { formatError } from "../format-error.js";
import { checkNoOtherKind } from "../kinds/kind-of-file.js";
import { type ElementType, elementType } from "./element-types.js";

/** What the header of an NPY file says of its array. */
export interface NpyHeader {
  readonly type: ElementType;
  /** Whether the first axis runs fastest in the file. */
  readonly fortranOrder: boolean;
  readonly shape: Shape;
  /** Bytes before the elements. */
  readonly length: number;
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** As NumPy's own limit: a longer one would only be slow to read. */
const longest = 10_000;

/** Reads the header of an NPY file, versions 1 to 3; nothing while the bytes do not reach to its end.
 *  Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 *  @throws RetrogradError E_DATA_FORMAT for what is no NPY file, no header, or elements that are no numbers */
export function readNpyHeader(bytes: Uint8Array, name: string): NpyHeader | undefined {
  if (bytes.length < magic.length + 4) return undefined;
  if (magic.some((byte, at) => bytes[at] !== byte)) {
    checkNoOtherKind(bytes, name, { readBy: "npy", what: "an NPY file" });
    throw formatError(name, "is no NPY file: it must begin with \\x93NUMPY");
  }
  const [major, minor] = bytes.subarray(6, 8);
  if (major < 1 || major > 3 || minor !== 0) {
    throw formatError(name, `must be NPY version 1.0, 2.0 or 3.0, got ${major}.${minor}`);
  }
  const begin = major === 1 ? 10 : 12;
  if (bytes.length < begin) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, begin);
  const textLength = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (textLength > longest) {
    throw formatError(name, `must have a header of at most ${longest} bytes, got ${textLength}`);
  }
  const length = begin + textLength;
  if (bytes.length < length) return undefined;
  const text = String.fromCharCode(...bytes.subarray(begin, length));
  if (/[^ -~\n]/.test(text)) throw formatError(name, "is damaged: its header must be plain ASCII");
  return { ...parseDictionary(text.trim(), name), length };
}

/** Checks that as many bytes came as the header needs. The product of doubles cannot wrap.
 *  @throws RetrogradError E_DATA_FORMAT when a file is too short or too long, or its array holds nothing */
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

/** The three entries of the dictionary that the header is, in any order: `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }` */
function parseDictionary(text: string, name: string): Omit<NpyHeader, "length"> {
  if (/'descr'\s*:\s*\[/.test(text)) {
    throw formatError(
      name,
      "must hold numbers, got records: save each of their columns as an array of its own",
    );
  }
  const [descr, order, axes] = [entry.descr, entry.fortranOrder, entry.shape].map(
    (one) => one.exec(text)?.[1],
  );
  const rest = text.replace(entry.descr, "").replace(entry.fortranOrder, "").replace(entry.shape, "");
  const written = axes?.split(",").map((axis) => axis.trim().replace(/L$/, ""));
  if (written?.at(-1) === "") written.pop();
  if (
    descr === undefined ||
    order === undefined ||
    written === undefined ||
    // as Python writes numbers: no 0 first
    !written.every((axis) => /^(0|[1-9]\d*)$/.test(axis)) ||
    !/^\{[\s,]*\}$/.test(rest)
  ) {
    throw formatError(
      name,
      "is damaged: its header is not {'descr': ..., 'fortran_order': ..., 'shape': ...}",
    );
  }
  return { type: elementType(descr, name), fortranOrder: order === "True", shape: written.map(Number) };
}

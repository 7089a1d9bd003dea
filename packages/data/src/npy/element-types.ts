import { formatValue } from "@retrograd/plugin";
import { formatError } from "../format-error.js";

/** A number type of NumPy, and how its elements are read. */
export interface ElementType {
  /** NumPy's name: "float64". */
  readonly name: string;
  /** Bytes per element. */
  readonly bytes: number;
  /** Whether elements are whole numbers. */
  readonly whole: boolean;
  /** The array type that holds the elements without loss: bytes, float32 or float64. */
  readonly holder: Float32ArrayConstructor | Float64ArrayConstructor | Uint8ArrayConstructor;
  /** The largest possible element, for types of one byte. */
  readonly maximum?: number;
  /** The element at a byte offset; `Infinity` for a whole number that float64 does not hold exactly. */
  read(view: DataView, offset: number): number;
}

type Reader = (view: DataView, offset: number, littleEndian: boolean) => number;

const kinds: Readonly<Record<string, Omit<ElementType, "read"> & { readonly read: Reader }>> = {
  b1: {
    name: "bool",
    bytes: 1,
    whole: true,
    holder: Uint8Array,
    maximum: 1,
    read: (view, offset) => view.getUint8(offset),
  },
  u1: {
    name: "uint8",
    bytes: 1,
    whole: true,
    holder: Uint8Array,
    maximum: 255,
    read: (view, offset) => view.getUint8(offset),
  },
  i1: {
    name: "int8",
    bytes: 1,
    whole: true,
    holder: Float32Array,
    read: (view, offset) => view.getInt8(offset),
  },
  u2: {
    name: "uint16",
    bytes: 2,
    whole: true,
    holder: Float32Array,
    read: (view, offset, littleEndian) => view.getUint16(offset, littleEndian),
  },
  i2: {
    name: "int16",
    bytes: 2,
    whole: true,
    holder: Float32Array,
    read: (view, offset, littleEndian) => view.getInt16(offset, littleEndian),
  },
  u4: {
    name: "uint32",
    bytes: 4,
    whole: true,
    holder: Float64Array,
    read: (view, offset, littleEndian) => view.getUint32(offset, littleEndian),
  },
  i4: {
    name: "int32",
    bytes: 4,
    whole: true,
    holder: Float64Array,
    read: (view, offset, littleEndian) => view.getInt32(offset, littleEndian),
  },
  u8: {
    name: "uint64",
    bytes: 8,
    whole: true,
    holder: Float64Array,
    read: (view, offset, littleEndian) => exact(view.getBigUint64(offset, littleEndian)),
  },
  i8: {
    name: "int64",
    bytes: 8,
    whole: true,
    holder: Float64Array,
    read: (view, offset, littleEndian) => exact(view.getBigInt64(offset, littleEndian)),
  },
  f2: {
    name: "float16",
    bytes: 2,
    whole: false,
    holder: Float32Array,
    read: (view, offset, littleEndian) => halfFloat(view.getUint16(offset, littleEndian)),
  },
  f4: {
    name: "float32",
    bytes: 4,
    whole: false,
    holder: Float32Array,
    read: (view, offset, littleEndian) => view.getFloat32(offset, littleEndian),
  },
  f8: {
    name: "float64",
    bytes: 8,
    whole: false,
    holder: Float64Array,
    read: (view, offset, littleEndian) => view.getFloat64(offset, littleEndian),
  },
};

const unsupported: Readonly<Record<string, string>> = {
  O: "Python objects, which are not read because reading them would run code",
  U: "text",
  S: "text",
  V: "raw bytes or records",
  c: "complex numbers",
  M: "dates",
  m: "durations",
};

/** The number type that NumPy writes as `descr`: "<f8" is little-endian float64.
 *  @throws RetrogradError E_DATA_FORMAT for a type without numbers or without a byte order */
export function elementType(descr: string, name: string): ElementType {
  const [, order, code = ""] = /^([<>|=])?(.*)$/.exec(descr) ?? [];
  const kind = Object.hasOwn(kinds, code) ? kinds[code] : undefined;
  // "=" is the byte order of the machine that wrote the file, which is unknown; "|" is for single bytes
  if (kind === undefined || (kind.bytes > 1 && order !== "<" && order !== ">")) {
    const what = Object.hasOwn(unsupported, code[0] ?? "") ? unsupported[code[0]] : "an unknown type";
    const types = Object.values(kinds).map((kind) => kind.name);
    throw formatError(name, `must hold numbers (${types.join(", ")}), got ${what} (${formatValue(descr)})`);
  }
  return { ...kind, read: (view, offset) => kind.read(view, offset, order === "<") };
}

function exact(value: bigint): number {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : Infinity;
}

/** Decodes the bits of a float16: sign, 5 bits of exponent, 10 of fraction. Source: IEEE 754-2008, binary16 */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

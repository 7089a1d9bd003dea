import { formatValue } from "@retrograd/plugin";
import { formatError } from "../format-error.js";

/** A number type of NumPy, and how its elements are read. */
export interface ElementType {
  /** NumPy's name: "float64". */
  readonly name: string;
  /** Bytes of an element. */
  readonly bytes: number;
  /** Whether elements are whole numbers. */
  readonly whole: boolean;
  /** What holds the elements without loss: bytes, float32 or float64. */
  readonly holder: Float32ArrayConstructor | Float64ArrayConstructor | Uint8ArrayConstructor;
  /** The largest element, where few are enough for it to say something. */
  readonly maximum?: number;
  /** The element at a byte; `Infinity` for a whole number that float64 does not hold exactly. */
  read(view: DataView, at: number): number;
}

type Reader = (view: DataView, at: number, littleEndian: boolean) => number;

const kinds: Readonly<Record<string, Omit<ElementType, "read"> & { readonly read: Reader }>> = {
  b1: {
    name: "bool",
    bytes: 1,
    whole: true,
    holder: Uint8Array,
    maximum: 1,
    read: (view, at) => view.getUint8(at),
  },
  u1: {
    name: "uint8",
    bytes: 1,
    whole: true,
    holder: Uint8Array,
    maximum: 255,
    read: (view, at) => view.getUint8(at),
  },
  i1: { name: "int8", bytes: 1, whole: true, holder: Float32Array, read: (view, at) => view.getInt8(at) },
  u2: {
    name: "uint16",
    bytes: 2,
    whole: true,
    holder: Float32Array,
    read: (view, at, end) => view.getUint16(at, end),
  },
  i2: {
    name: "int16",
    bytes: 2,
    whole: true,
    holder: Float32Array,
    read: (view, at, end) => view.getInt16(at, end),
  },
  u4: {
    name: "uint32",
    bytes: 4,
    whole: true,
    holder: Float64Array,
    read: (view, at, end) => view.getUint32(at, end),
  },
  i4: {
    name: "int32",
    bytes: 4,
    whole: true,
    holder: Float64Array,
    read: (view, at, end) => view.getInt32(at, end),
  },
  u8: {
    name: "uint64",
    bytes: 8,
    whole: true,
    holder: Float64Array,
    read: (view, at, end) => exact(view.getBigUint64(at, end)),
  },
  i8: {
    name: "int64",
    bytes: 8,
    whole: true,
    holder: Float64Array,
    read: (view, at, end) => exact(view.getBigInt64(at, end)),
  },
  f2: {
    name: "float16",
    bytes: 2,
    whole: false,
    holder: Float32Array,
    read: (view, at, end) => halfFloat(view.getUint16(at, end)),
  },
  f4: {
    name: "float32",
    bytes: 4,
    whole: false,
    holder: Float32Array,
    read: (view, at, end) => view.getFloat32(at, end),
  },
  f8: {
    name: "float64",
    bytes: 8,
    whole: false,
    holder: Float64Array,
    read: (view, at, end) => view.getFloat64(at, end),
  },
};

const refused: Readonly<Record<string, string>> = {
  O: "Python objects, which are not read as reading them runs code",
  U: "text",
  S: "text",
  V: "raw bytes or records",
  c: "complex numbers",
  M: "dates",
  m: "durations",
};

/** The number type that NumPy writes as `descr`: "<f8" is float64, little end first.
 *  @throws RetrogradError E_DATA_FORMAT for a type whose elements are no numbers, and for one of no machine's */
export function elementType(descr: string, name: string): ElementType {
  const [, order, code = ""] = /^([<>|=])?(.*)$/.exec(descr) ?? [];
  const kind = Object.hasOwn(kinds, code) ? kinds[code] : undefined;
  // "=" is the order of the machine that wrote the file, which nobody knows; "|" is for single bytes
  if (kind === undefined || (kind.bytes > 1 && order !== "<" && order !== ">")) {
    const what = Object.hasOwn(refused, code[0] ?? "") ? refused[code[0]] : "an unknown type";
    const known = Object.values(kinds).map((one) => one.name);
    throw formatError(name, `must hold numbers (${known.join(", ")}), got ${what} (${formatValue(descr)})`);
  }
  return { ...kind, read: (view, at) => kind.read(view, at, order === "<") };
}

function exact(value: bigint): number {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : Infinity;
}

/** A float16 by its bits: sign, 5 bits of exponent, 10 of fraction. Source: IEEE 754-2008, binary16 */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

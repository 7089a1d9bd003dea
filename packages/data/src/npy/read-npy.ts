import { formatShape, type RowValues, type Shape, sizeOf } from "@retrograd/core";
import { formatError } from "../format-error.js";
import type { ElementType } from "./element-types.js";
import { checkNpyLength, type NpyHeader, readNpyHeader } from "./npy-header.js";

/** An array of an NPY file. */
export interface NpyArray {
  readonly shape: Shape;
  /** The elements, row-major; uint8 and bool as bytes, the others in the smallest float that holds them. */
  readonly values: RowValues;
  readonly type: ElementType;
}

/** Reads an NPY file: numbers of any size and byte order. Fortran order becomes row-major. The shape is checked against the
 *  file's length before anything is allocated, and every element must be finite.
 *  @throws RetrogradError E_DATA_FORMAT naming the file, and the element where one is wrong */
export function readNpy(bytes: Uint8Array, name: string): NpyArray {
  const header = readNpyHeader(bytes, name);
  if (header === undefined)
    throw formatError(name, `is truncated: ${bytes.length} bytes do not hold its header`);
  checkNpyLength(header, bytes.length, name);
  const { shape, type } = header;
  const elements = bytes.subarray(header.length);
  // the elements of bytes may stay where they are
  const values = type.name === "uint8" && !header.fortranOrder ? elements : converted(elements, header, name);
  return { shape, values, type };
}

function converted(elements: Uint8Array, { shape, type, fortranOrder }: NpyHeader, name: string): RowValues {
  const values = new type.holder(sizeOf(shape));
  const place = fortranOrder ? rowMajorPlaces(shape) : (index: number) => index;
  convertElements(elements, { type, shape, name, placeOf: place }, (value, at) => {
    values[at] = value;
  });
  return values;
}

/** Converts elements one after the other. `placeOf`: the place of an element in the row-major array of that shape.
 *  @throws RetrogradError E_DATA_FORMAT naming the first that is no number of its type */
export function convertElements(
  elements: Uint8Array,
  {
    type,
    shape,
    name,
    placeOf,
  }: {
    readonly type: ElementType;
    readonly shape: Shape;
    readonly name: string;
    placeOf(index: number): number;
  },
  take: (value: number, place: number) => void,
): void {
  const view = new DataView(elements.buffer, elements.byteOffset, elements.length);
  const count = elements.length / type.bytes;
  for (let index = 0; index < count; index++) {
    const value = type.read(view, index * type.bytes);
    const at = placeOf(index);
    if (!Number.isFinite(value) || (type.name === "bool" && value > 1)) {
      throw formatError(
        name,
        `element ${formatShape(indicesOf(at, shape))} must be ${demanded(type)}, got ${got(type, value)}`,
      );
    }
    take(value, at);
  }
}

function demanded(type: ElementType): string {
  if (type.name === "bool") return "0 or 1, as a bool is";
  return type.whole ? "a whole number that float64 holds exactly, from -2^53 to 2^53" : "a finite number";
}

function got(type: ElementType, value: number): string {
  return type.whole && value === Infinity ? "one beyond" : String(value);
}

/** Where the elements that come with the first axis fastest stand when the last is fastest: a function to be asked for 0, 1, ... */
function rowMajorPlaces(shape: Shape): (index: number) => number {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const indices = shape.map(() => 0);
  let next = 0;
  return () => {
    const place = next;
    for (let axis = 0; axis < shape.length; axis++) {
      next += strides[axis];
      if (++indices[axis] < shape[axis]) break;
      next -= shape[axis] * strides[axis];
      indices[axis] = 0;
    }
    return place;
  };
}

/** The index of the element at a place of a row-major array. */
function indicesOf(place: number, shape: Shape): Shape {
  return shape.map((axis, at) => Math.floor(place / sizeOf(shape.slice(at + 1))) % axis);
}

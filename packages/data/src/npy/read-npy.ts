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

/** Reads an NPY file: numbers of any size and byte order. Fortran order is converted to row-major. The shape is checked against
 *  the length of the file before memory is allocated. Every element must be finite.
 *  @throws RetrogradError E_DATA_FORMAT naming the file, and the element where one is wrong */
export function readNpy(bytes: Uint8Array, name: string): NpyArray {
  const header = readNpyHeader(bytes, name);
  if (header === undefined)
    throw formatError(name, `is truncated: ${bytes.length} bytes do not hold its header`);
  checkNpyLength(header, bytes.length, name);
  const { shape, type } = header;
  const elements = bytes.subarray(header.length);
  // bytes are used in place
  const values = type.name === "uint8" && !header.fortranOrder ? elements : converted(elements, header, name);
  return { shape, values, type };
}

function converted(elements: Uint8Array, { shape, type, fortranOrder }: NpyHeader, name: string): RowValues {
  const values = new type.holder(sizeOf(shape));
  const positionOf = fortranOrder ? rowMajorPositions(shape) : (index: number) => index;
  convertElements(elements, { type, shape, name, positionOf }, (value, position) => {
    values[position] = value;
  });
  return values;
}

/** Converts elements in order. `positionOf`: the position of an element in the row-major array.
 *  @throws RetrogradError E_DATA_FORMAT naming the first element that is not a valid number of its type */
export function convertElements(
  elements: Uint8Array,
  {
    type,
    shape,
    name,
    positionOf,
  }: {
    readonly type: ElementType;
    readonly shape: Shape;
    readonly name: string;
    positionOf(index: number): number;
  },
  write: (value: number, position: number) => void,
): void {
  const view = new DataView(elements.buffer, elements.byteOffset, elements.length);
  const count = elements.length / type.bytes;
  for (let index = 0; index < count; index++) {
    const value = type.read(view, index * type.bytes);
    const position = positionOf(index);
    if (!Number.isFinite(value) || (type.name === "bool" && value > 1)) {
      throw formatError(
        name,
        `element ${formatShape(indicesOf(position, shape))} must be ${expected(type)}, got ${got(type, value)}`,
      );
    }
    write(value, position);
  }
}

function expected(type: ElementType): string {
  if (type.name === "bool") return "0 or 1, as a bool is";
  return type.whole ? "a whole number that float64 holds exactly, from -2^53 to 2^53" : "a finite number";
}

function got(type: ElementType, value: number): string {
  return type.whole && value === Infinity ? "one beyond" : String(value);
}

/** A function that returns the row-major positions of the elements in Fortran order, one per call. */
export function rowMajorPositions(shape: Shape): (index: number) => number {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const indices = shape.map(() => 0);
  let next = 0;
  return () => {
    const position = next;
    for (let axis = 0; axis < shape.length; axis++) {
      next += strides[axis];
      if (++indices[axis] < shape[axis]) break;
      next -= shape[axis] * strides[axis];
      indices[axis] = 0;
    }
    return position;
  };
}

/** The indices of the element at a position of a row-major array. */
function indicesOf(position: number, shape: Shape): Shape {
  return shape.map((length, axis) => Math.floor(position / sizeOf(shape.slice(axis + 1))) % length);
}

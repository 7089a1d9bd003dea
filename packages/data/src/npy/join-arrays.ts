import { type RowValues, sizeOf } from "@retrograd/core";
import type { InputPart } from "@retrograd/plugin";
import { formatError } from "../format-error.js";
import type { NamedArray } from "./array-samples.js";
import type { ArrayNames } from "./options.js";

/** The inputs of samples: one array, or the arrays of several inputs in one row. */
interface JoinedArrays {
  readonly array: NamedArray;
  /** The inputs by name in a row, if there are several. */
  readonly parts?: readonly InputPart[];
}

/** Reads the array of the inputs, or those of several inputs, and puts these in one row. read: reads an array by its name
 *  @throws RetrogradError E_DATA_FORMAT when the arrays have different numbers of samples */
export async function readArrays(
  names: ArrayNames,
  read: (array: string) => Promise<NamedArray>,
): Promise<JoinedArrays> {
  if (typeof names === "string") return { array: await read(names) };
  const arrays: NamedArray[] = [];
  for (const name of Object.values(names)) arrays.push(await read(name));
  const [first] = arrays;
  for (const { shape, name } of arrays) {
    if (shape.length > 0 && shape[0] === first.shape[0]) continue;
    const got = shape.length === 0 ? "a single number" : `${shape[0]}`;
    throw formatError(name, `must hold as many samples as ${first.name}, ${first.shape[0]}, got ${got}`);
  }
  const count = first.shape[0] ?? 0;
  const sizes = arrays.map(({ shape }) => sizeOf(shape.slice(1)));
  const width = sizes.reduce((sum, size) => sum + size, 0);
  const values = valuesFor(arrays, count * width);
  let start = 0;
  for (const [k, { values: own }] of arrays.entries()) {
    for (let row = 0; row < count; row++)
      values.set(own.subarray(row * sizes[k], (row + 1) * sizes[k]), row * width + start);
    start += sizes[k];
  }
  return {
    array: { ...first, shape: [count, width], values, type: typeOf(arrays) },
    parts: Object.keys(names).map((name, k) => ({ name, size: sizes[k] })),
  };
}

/** Numbers of the type of all arrays, or float64 if they differ. */
function valuesFor(arrays: readonly NamedArray[], length: number): RowValues {
  if (arrays.every(({ values }) => values instanceof Uint8Array)) return new Uint8Array(length);
  if (arrays.every(({ values }) => values instanceof Float32Array)) return new Float32Array(length);
  return new Float64Array(length);
}

/** The type of the first array, with a largest number only if all have the same. */
function typeOf([first, ...others]: readonly NamedArray[]): NamedArray["type"] {
  const { maximum, ...type } = first.type;
  const isShared = maximum !== undefined && others.every((other) => other.type.maximum === maximum);
  return isShared ? first.type : type;
}

import { type Rows, type Shape, sizeOf } from "@retrograd/core";
import type { InputFile, ModelInputs } from "@retrograd/plugin";
import { formatError } from "../format-error.js";
import { checkInputShape } from "../new-inputs/array-rows.js";
import { checkNpyLength, type NpyHeader, readNpyHeader } from "./npy-header.js";
import { convertElements } from "./read-npy.js";

// longer than any header that is read
const headerLength = 2 ** 14;
// numbers of a block; columns that stand apart are read in more at once
const [blockLength, columnsLength] = [2 ** 17, 2 ** 21];

/** Reads the inputs in an NPY file block by block. x: [size]
 *  @throws RetrogradError E_DATA_FORMAT naming the file, and the element where one is wrong */
export async function* npyInputs(file: InputFile, { size, reached }: ModelInputs): AsyncGenerator<Rows> {
  const { path } = file;
  const start = await file.read(0, headerLength);
  const header = readNpyHeader(start, path);
  if (header === undefined)
    throw formatError(path, `is truncated: ${start.length} bytes do not hold its header`);
  checkNpyLength(header, file.size, path);
  checkInputShape(header.shape, size, path);
  const [count] = header.shape;
  const apart = header.fortranOrder && header.shape.length > 1;
  const rows = Math.max(1, Math.floor((apart ? columnsLength : blockLength) / size));
  for (let first = 0; first < count; first += rows) {
    const block = { first, rows: Math.min(rows, count - first), size };
    yield { shape: [size], values: await (apart ? columnsOf : rowsOf)(file, header, block) };
    reached?.((file.size * (first + block.rows)) / count);
  }
}

interface Block {
  readonly first: number;
  readonly rows: number;
  readonly size: number;
}

/** Rows that stand one after the other. */
async function rowsOf(
  file: InputFile,
  { type, shape, length }: NpyHeader,
  { first, rows, size }: Block,
): Promise<Float64Array> {
  const values = new Float64Array(rows * size);
  const elements = await readWhole(file, length + first * size * type.bytes, values.length * type.bytes);
  const before = first * size;
  convertElements(
    elements,
    { type, shape, name: file.path, placeOf: (index) => before + index },
    (value, at) => {
      values[at - before] = value;
    },
  );
  return values;
}

/** Rows whose columns stand one after the other, the first axis fastest. */
async function columnsOf(
  file: InputFile,
  { type, shape, length }: NpyHeader,
  { first, rows, size }: Block,
): Promise<Float64Array> {
  const values = new Float64Array(rows * size);
  const [count, ...item] = shape;
  for (let column = 0; column < size; column++) {
    const begin = length + (fastestFirst(column, item) * count + first) * type.bytes;
    const elements = await readWhole(file, begin, rows * type.bytes);
    const placeOf = (index: number) => (first + index) * size + column;
    convertElements(elements, { type, shape, name: file.path, placeOf }, (value, at) => {
      values[at - first * size] = value;
    });
  }
  return values;
}

/** The place of an element when the first axis runs fastest, by its place when the last one does. */
function fastestFirst(place: number, shape: Shape): number {
  let at = 0;
  for (const [axis, length] of shape.entries()) {
    const index = Math.floor(place / sizeOf(shape.slice(axis + 1))) % length;
    at += index * sizeOf(shape.slice(0, axis));
  }
  return at;
}

async function readWhole(file: InputFile, begin: number, length: number): Promise<Uint8Array> {
  const bytes = await file.read(begin, length);
  if (bytes.length === length) return bytes;
  throw formatError(file.path, "is truncated: it became shorter while it was read");
}

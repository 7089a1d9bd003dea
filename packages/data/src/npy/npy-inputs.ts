import { type Rows, type Shape, sizeOf } from "@retrograd/core";
import type { InputFile, ModelInputs, RowStore } from "@retrograd/plugin";
import { formatError } from "../format-error.js";
import { checkInputShape } from "../new-inputs/array-rows.js";
import { memoryRowStore } from "../stored/in-memory.js";
import { checkNpyLength, type NpyHeader, readNpyHeader } from "./npy-header.js";
import { convertElements, rowMajorPositions } from "./read-npy.js";

// longer than the longest header that is read
const headerLength = 2 ** 14;
// numbers in a block; more where the numbers of a row are far apart, in the file or in a store
const [blockLength, columnsLength, storedLength] = [2 ** 17, 2 ** 21, 2 ** 19];

/** An NPY file. forward: each read must start at or after the start of the one before, as in an archive */
interface NpyFile extends InputFile {
  readonly forward?: boolean;
}

/** Reads the inputs in an NPY file block by block. x: [size]
 *  @throws RetrogradError E_DATA_FORMAT naming the file, and the element where one is wrong */
export async function* npyInputs(file: NpyFile, { size, progress }: ModelInputs): AsyncGenerator<Rows> {
  const { path } = file;
  const start = await file.read(0, headerLength);
  const header = readNpyHeader(start, path);
  if (header === undefined)
    throw formatError(path, `is truncated: ${start.length} bytes do not hold its header`);
  checkNpyLength(header, file.size, path);
  checkInputShape(header.shape, size, path);
  const [count] = header.shape;
  const columnMajor = header.fortranOrder && header.shape.length > 1;
  const forward = file.forward === true;
  const block = !columnMajor ? blockLength : forward ? storedLength : columnsLength;
  const rows = Math.max(1, Math.floor(block / size));
  const readBlock = !columnMajor
    ? (block: Block) => rowsOf(file, header, block)
    : forward
      ? await storedColumns(file, header)
      : (block: Block) => columnsOf(file, header, block);
  for (let first = 0; first < count; first += rows) {
    const block = { first, rows: Math.min(rows, count - first), size };
    yield { shape: [size], values: await readBlock(block) };
    progress?.((file.size * (first + block.rows)) / count);
  }
}

interface Block {
  readonly first: number;
  readonly rows: number;
  readonly size: number;
}

/** Reads rows of a row-major array. */
async function rowsOf(
  file: InputFile,
  { type, shape, length }: NpyHeader,
  { first, rows, size }: Block,
): Promise<Float64Array> {
  const values = new Float64Array(rows * size);
  const elements = await readWhole(file, length + first * size * type.bytes, values.length * type.bytes);
  const firstElement = first * size;
  convertElements(
    elements,
    { type, shape, name: file.path, positionOf: (index) => firstElement + index },
    (value, position) => {
      values[position - firstElement] = value;
    },
  );
  return values;
}

/** Reads rows of an array in Fortran order, column by column. */
async function columnsOf(
  file: InputFile,
  { type, shape, length }: NpyHeader,
  { first, rows, size }: Block,
): Promise<Float64Array> {
  const values = new Float64Array(rows * size);
  const [count, ...item] = shape;
  for (let column = 0; column < size; column++) {
    const offset = length + (fortranPosition(column, item) * count + first) * type.bytes;
    const elements = await readWhole(file, offset, rows * type.bytes);
    const positionOf = (index: number) => (first + index) * size + column;
    convertElements(elements, { type, shape, name: file.path, positionOf }, (value, position) => {
      values[position - first * size] = value;
    });
  }
  return values;
}

/** Stores the numbers of an array in Fortran order, since they can be read only once. The result reads rows of them. */
async function storedColumns(
  file: NpyFile,
  { type, shape, length }: NpyHeader,
): Promise<(block: Block) => Float64Array> {
  const store = file.createRowStore?.(1, `the numbers of ${file.path}`) ?? memoryRowStore(1);
  const [count, ...item] = shape;
  const positionOf = rowMajorPositions(shape);
  const bytes = blockLength * type.bytes;
  for (let offset = length; offset < file.size; offset += bytes) {
    const elements = await readWhole(file, offset, Math.min(bytes, file.size - offset));
    const numbers = new Float64Array(elements.length / type.bytes);
    let next = 0;
    convertElements(elements, { type, shape, name: file.path, positionOf }, (value) => {
      numbers[next++] = value;
    });
    store.append(numbers);
  }
  return (block) => readColumns(store, { count, item }, block);
}

function readColumns(
  store: RowStore,
  { count, item }: { readonly count: number; readonly item: Shape },
  { first, rows, size }: Block,
): Float64Array {
  const values = new Float64Array(rows * size);
  for (let column = 0; column < size; column++) {
    const start = fortranPosition(column, item) * count + first;
    const numbers = store.read(Int32Array.from({ length: rows }, (_, row) => start + row));
    for (let row = 0; row < rows; row++) values[row * size + column] = numbers[row];
  }
  return values;
}

/** The position of an element in Fortran order, by its position in row-major order. */
function fortranPosition(position: number, shape: Shape): number {
  let result = 0;
  for (const [axis, length] of shape.entries()) {
    const index = Math.floor(position / sizeOf(shape.slice(axis + 1))) % length;
    result += index * sizeOf(shape.slice(0, axis));
  }
  return result;
}

async function readWhole(file: InputFile, offset: number, length: number): Promise<Uint8Array> {
  const bytes = await file.read(offset, length);
  if (bytes.length === length) return bytes;
  throw formatError(file.path, "is truncated: it became shorter while it was read");
}

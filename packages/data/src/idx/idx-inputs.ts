import type { Rows } from "@retrograd/core";
import type { InputFile, ModelInputs } from "@retrograd/plugin";
import { isGzip } from "../compression/gzip.js";
import { checkInputShape } from "../new-inputs/array-rows.js";
import { readIdx, readIdxHeader } from "./read-idx.js";

// a header of 255 axes
const maxHeaderLength = 4 + 4 * 255;
// block length in bytes
const blockLength = 2 ** 20;

/** Reads the inputs in an IDX file; block by block, unless it is compressed. x: bytes [size]
 *  @throws RetrogradError E_DATA_FORMAT naming the file */
export async function* idxInputs(file: InputFile, { size, progress }: ModelInputs): AsyncGenerator<Rows> {
  const { path } = file;
  const start = await file.read(0, maxHeaderLength);
  if (isGzip(start)) {
    const { shape, values } = readIdx(await file.read(0, file.size), path);
    checkInputShape(shape, size, path);
    yield { shape: [size], values };
    return;
  }
  const { shape, length } = readIdxHeader(start, file.size, path);
  checkInputShape(shape, size, path);
  const block = size * Math.max(1, Math.floor(blockLength / size));
  for (let offset = length; offset < file.size; offset += block) {
    const values = await file.read(offset, Math.min(block, file.size - offset));
    yield { shape: [size], values };
    progress?.(offset + values.length);
  }
}

import type { Rows } from "@retrograd/core";
import type { InputFile, ModelInputs } from "@retrograd/plugin";
import { isGzip, openGzip } from "../compression/gzip.js";
import { checkInputShape } from "../new-inputs/array-rows.js";
import { gzippedLength, readIdxHeader } from "./read-idx.js";

// a header of 255 axes
const maxHeaderLength = 4 + 4 * 255;
// block length in bytes
const blockLength = 2 ** 20;

/** Reads the inputs in an IDX file, plain or gzipped, block by block. x: bytes [size]
 *  @throws RetrogradError E_DATA_FORMAT naming the file */
export async function* idxInputs(file: InputFile, { size, progress }: ModelInputs): AsyncGenerator<Rows> {
  const { path } = file;
  const content = isGzip(await file.read(0, 2))
    ? await openGzip(file, (start) => gzippedLength(start, path))
    : file;
  const start = await content.read(0, maxHeaderLength);
  const { shape, length } = readIdxHeader(start, content.size, path);
  checkInputShape(shape, size, path);
  const block = size * Math.max(1, Math.floor(blockLength / size));
  for (let offset = length; offset < content.size; offset += block) {
    const values = await content.read(offset, Math.min(block, content.size - offset));
    yield { shape: [size], values };
    progress?.((file.size * (offset + values.length)) / content.size);
  }
}

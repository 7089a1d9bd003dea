import type { Compressors } from "hyparquet";
import {
  decompressBrotli,
  decompressGzip,
  decompressLz4,
  decompressLz4Raw,
  decompressZstd,
} from "hyparquet-compressors";

/** Decompressors of pages. Each gets the length in the page's header. Snappy is part of hyparquet. */
export const compressors: Compressors = {
  GZIP: allowEmpty(decompressGzip),
  BROTLI: allowEmpty(decompressBrotli),
  // a buffer of the claimed length, because a frame may claim any other
  ZSTD: allowEmpty((input, length) => decompressZstd(input, new Uint8Array(length))),
  LZ4: allowEmpty(decompressLz4),
  LZ4_RAW: allowEmpty(decompressLz4Raw),
};

type Decompress = NonNullable<Compressors[keyof Compressors]>;

/** Returns no bytes for a page of length 0, as of nulls only, which some decompressors refuse. */
function allowEmpty(decompress: Decompress): Decompress {
  return (input, length) => (length === 0 ? new Uint8Array(0) : decompress(input, length));
}

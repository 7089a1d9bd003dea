import type { Compressors } from "hyparquet";
import {
  decompressBrotli,
  decompressGzip,
  decompressLz4,
  decompressLz4Raw,
  decompressZstd,
} from "hyparquet-compressors";

/** Decompressors of pages; each gets the length that the page's header claims. Snappy is in hyparquet itself. */
export const compressors: Compressors = {
  GZIP: orNothing(decompressGzip),
  BROTLI: orNothing(decompressBrotli),
  // with a buffer of that length, as a frame may claim any other
  ZSTD: orNothing((input, length) => decompressZstd(input, new Uint8Array(length))),
  LZ4: orNothing(decompressLz4),
  LZ4_RAW: orNothing(decompressLz4Raw),
};

type Decompress = NonNullable<Compressors[keyof Compressors]>;

/** A page of nothing but nulls has no values, which not every decompressor takes. */
function orNothing(decompress: Decompress): Decompress {
  return (input, length) => (length === 0 ? new Uint8Array(0) : decompress(input, length));
}

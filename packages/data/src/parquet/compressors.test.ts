import { expect, test } from "vitest";
import { compressors } from "./compressors.js";

// what Arrow's Rust implementation writes for a page of nulls
test.each(["GZIP", "BROTLI", "ZSTD", "LZ4", "LZ4_RAW"] as const)(
  "%s gives a page without values",
  (codec) => {
    expect(compressors[codec]?.(Uint8Array.of(0), 0)).toEqual(new Uint8Array(0));
  },
);

import type { ColumnMetaData, PageHeader } from "hyparquet";
import { describe, expect, test } from "vitest";
import { checkRuns } from "./check-runs.js";

const chunk: ColumnMetaData = {
  type: "INT32",
  encodings: [],
  path_in_schema: ["a"],
  codec: "UNCOMPRESSED",
  num_values: 10n,
  total_uncompressed_size: 0n,
  total_compressed_size: 0n,
  data_page_offset: 4n,
};
/** A page of 10 indices into a dictionary. */
const header: PageHeader = {
  type: "DATA_PAGE",
  uncompressed_page_size: 0,
  compressed_page_size: 0,
  data_page_header: {
    num_values: 10,
    encoding: "RLE_DICTIONARY",
    definition_level_encoding: "RLE",
    repetition_level_encoding: "RLE",
  },
};
const check = (optional: boolean, ...content: readonly number[]) =>
  checkRuns(header, Uint8Array.from(content), { optional, chunk, rows: 10 });
/** The same in a page of version 2, whose levels have their length in its header. */
const checkSecond = (...content: readonly number[]) =>
  checkRuns(
    {
      type: "DATA_PAGE_V2",
      uncompressed_page_size: 0,
      compressed_page_size: 0,
      data_page_header_v2: {
        num_values: 10,
        num_nulls: 0,
        num_rows: 10,
        encoding: "RLE_DICTIONARY",
        definition_levels_byte_length: 0,
        repetition_levels_byte_length: 0,
        is_compressed: false,
      },
    },
    Uint8Array.from(content),
    { optional: false, chunk, rows: 10 },
  );
const bytes = (length: number) => Array.from({ length }, () => 0);

// a run's header is a varint: twice its count, or for bits twice its groups of 8 and 1
describe("runs that hold the page's 10 values are right", () => {
  test.each<[string, boolean, readonly number[]]>([
    ["10 times one value", false, [2, 20, 3]],
    ["4 times one value and 6 times another", false, [2, 8, 3, 12, 1]],
    ["two groups of 8 bits", false, [1, 5, 255, 3]],
    ["4 of 10 values present, as many indices", true, [4, 0, 0, 0, 8, 1, 12, 0, 2, 8, 3]],
    ["no bits at all: one value in the dictionary", false, [0]],
    ["three groups of 8 bits, the last of them padding", false, [1, 7, 255, 3, 0]],
    ["bits padded to 256 values, as DuckDB does", false, [3, 65, ...bytes(96)]],
    ["levels padded to 256 values", true, [33, 0, 0, 0, 65, 255, 3, ...bytes(30), 2, 20, 3]],
    ["4 times one value and 6 values padded to 512", false, [1, 8, 0, 0x81, 1, ...bytes(64)]],
  ])("%s", (_what, optional, content) => {
    expect(() => check(optional, ...content)).not.toThrow();
  });
});

describe("runs that hold more, or less, are refused", () => {
  test.each<[string, boolean, readonly number[], string]>([
    [
      "2 billion times one value",
      false,
      [2, 0xfe, 0xff, 0xff, 0xff, 0x0f, 3],
      "a run of 2147483647 values where 10",
    ],
    ["11 times one value", false, [2, 22, 3], "a run of 11 values where 10 are left"],
    ["three groups of 8 bits in two bytes", false, [1, 7, 0, 0], "a run of 3 bytes where 2 are left"],
    ["a repeated value without its byte", false, [2, 20], "a run of 1 bytes where 0 are left"],
    [
      "billions of bits in a few bytes",
      false,
      [1, 0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0],
      "a run of 2147483647 bytes where 2 are left",
    ],
    ["packed indices of 32 bits", false, [32, 5, ...bytes(64)], "packed indices of 32 bits"],
    ["9 values", false, [2, 18, 3], "a run is missing"],
    ["a length that goes on", false, [2, 255, 255, 255, 255, 255, 1], "a run is too long"],
    ["indices of 40 bits", false, [40, 20, 0, 0, 0, 0, 0], "indices of 40 bits"],
    [
      "2 billion levels",
      true,
      [6, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff, 0x0f, 1, 2, 20, 3],
      "a run of 2147483647",
    ],
    [
      "more indices than present values",
      true,
      [4, 0, 0, 0, 8, 1, 12, 0, 2, 20, 3],
      "a run of 10 values where 4",
    ],
  ])("%s", (_what, optional, content, message) => {
    expect(() => check(optional, ...content)).toThrow(message);
  });
});

describe("a page of version 2 has runs of no bits where the dictionary has one value", () => {
  test.each([
    ["10 times that value", [0, 20]],
    ["two groups of 8", [0, 5]],
    ["padded to 256", [0, 65]],
  ])("%s", (_what, content) => {
    expect(() => checkSecond(...content)).not.toThrow();
  });

  test.each([
    ["11 times that value", [0, 22], "a run of 11 values where 10 are left"],
    ["billions of values", [0, 0xff, 0xff, 0xff, 0xff, 0x0f], "a run of 17179869176 values where 10"],
    ["a packed run that is not the last", [0, 3, 4], "packed indices of 0 bits before the last run"],
    ["no run", [0], "a run is missing"],
  ])("%s is refused", (_what, content, message) => {
    expect(() => checkSecond(...content)).toThrow(message);
  });
});

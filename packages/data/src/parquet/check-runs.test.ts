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

// a run's header is a varint: twice its count, or for bits twice its groups of 8 and 1
describe("runs that hold the page's 10 values are right", () => {
  test.each<[string, boolean, readonly number[]]>([
    ["10 times one value", false, [2, 20, 3]],
    ["4 times one value and 6 times another", false, [2, 8, 3, 12, 1]],
    ["two groups of 8 bits", false, [1, 5, 255, 3]],
    ["4 of 10 values present, as many indices", true, [4, 0, 0, 0, 8, 1, 12, 0, 2, 8, 3]],
    ["no bits at all: one value in the dictionary", false, [0]],
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
    ["three groups of 8 bits", false, [1, 7, 0, 0, 0], "a run of 24 values where 10 are left"],
    ["9 values", false, [2, 18, 3], "a run is missing"],
    ["a length that goes on", false, [2, 255, 255, 255, 255, 255, 1], "a run that is too long"],
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

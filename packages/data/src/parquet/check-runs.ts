import type { PageHeader } from "hyparquet";
import type { FlatColumn } from "./flat-column.js";

/** Maximum number of values that a writer adds to the last packed run of a page. */
const maxPadding = 255;

/** Checks the runs of a data page, in its levels and in its indices into the dictionary: a value is not repeated more often than
 *  the page has values left, and packed bits end within the page. Packed bits are in groups of 8, and writers may add groups:
 *  DuckDB pads to 256 values. `content`: the decompressed page.
 *  Source: https://parquet.apache.org/docs/file-format/data-pages/encodings
 *  @throws Error with the reason */
export function checkRuns(header: PageHeader, content: Uint8Array, { optional, chunk }: FlatColumn): void {
  const { data_page_header: first, data_page_header_v2: second } = header;
  const part = first ?? second;
  if (part === undefined) return;
  let [offset, present] = [0, part.num_values];
  if (first !== undefined && optional) {
    const length = lengthAt(content, 0);
    present = walkRuns(content.subarray(4, 4 + length), 1, part.num_values);
    offset = 4 + length;
  }
  if (second !== undefined) {
    const { repetition_levels_byte_length: repetition, definition_levels_byte_length: definition } = second;
    offset = repetition + definition;
    if (optional) present = walkRuns(content.subarray(repetition, offset), 1, part.num_values);
    if (present !== part.num_values - second.num_nulls)
      throw new Error("the number of missing values is wrong");
  }
  if (part.encoding === "RLE" && chunk.type === "BOOLEAN") {
    walkRuns(content.subarray(offset + 4, offset + 4 + lengthAt(content, offset)), 1, present);
  } else if (["RLE", "RLE_DICTIONARY", "PLAIN_DICTIONARY"].includes(part.encoding)) {
    const width = content[offset] ?? 0;
    if (width > 32) throw new Error(`indices of ${width} bits`);
    // with 0 bits every index is 0, and the decoder reads runs only in pages of version 2
    if (width > 0 || second !== undefined) walkRuns(content.subarray(offset + 1), width, present);
  }
}

function lengthAt(content: Uint8Array, offset: number): number {
  if (offset + 4 > content.length) throw new Error("a length is missing");
  return new DataView(content.buffer, content.byteOffset + offset, 4).getUint32(0, true);
}

/** Reads runs until they have `values` values: one repeated value, or packed groups of 8 values. -> the number of ones, for width 1 */
function walkRuns(bytes: Uint8Array, width: number, values: number): number {
  let [offset, count, ones] = [0, 0, 0];
  while (count < values) {
    const header = varIntAt(bytes, offset);
    const repeated = header.value % 2 === 0;
    const runLength = Math.floor(header.value / 2) * (repeated ? 1 : 8);
    const left = values - count;
    const length = repeated ? Math.ceil(width / 8) : (runLength / 8) * width;
    checkRun({ repeated, count: runLength, length, width, left, bytesLeft: bytes.length - header.next });
    offset = header.next;
    if (width === 1) {
      for (let bit = 0; bit < Math.min(runLength, left); bit++)
        ones += repeated ? bytes[offset] & 1 : (bytes[offset + (bit >> 3)] >> (bit & 7)) & 1;
    }
    offset += length;
    count += runLength;
  }
  return ones;
}

/** Checks one run. `left`: values of the page that are not read yet; `bytesLeft`: bytes that are not read yet */
function checkRun(run: {
  readonly repeated: boolean;
  readonly count: number;
  readonly length: number;
  readonly width: number;
  readonly left: number;
  readonly bytesLeft: number;
}): void {
  const { repeated, count, length, width, left, bytesLeft } = run;
  // packed values of 0 bits take no bytes, so only their number limits them
  const maxCount = repeated ? left : width === 0 ? left + maxPadding : Infinity;
  if (count > maxCount) throw new Error(`a run of ${count} values where ${left} are left`);
  if (length > bytesLeft) throw new Error(`a run of ${length} bytes where ${bytesLeft} are left`);
  if (repeated) return;
  // the decoder reads these wrong: it holds 32 bits at a time, and skips a byte after 0 bits
  if (width > 24) throw new Error(`packed indices of ${width} bits`);
  if (width === 0 && count < left) throw new Error(`packed indices of 0 bits before the last run`);
}

function varIntAt(bytes: Uint8Array, start: number): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let index = start; index < start + 5; index++) {
    const byte = bytes[index];
    if (byte === undefined) throw new Error("a run is missing");
    value += (byte & 127) * 2 ** (7 * (index - start));
    if (byte < 128) return { value, next: index + 1 };
  }
  throw new Error("a run is too long");
}

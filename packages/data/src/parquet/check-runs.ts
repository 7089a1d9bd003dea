import type { PageHeader } from "hyparquet";
import type { FlatColumn } from "./flat-column.js";

/** Values with which a writer may pad the last packed run of a page. */
const mostPadding = 255;

/** Checks the runs of a data page, of its levels and of its indices into the dictionary: a repeated value counts no more often
 *  than the page has values left, and packed bits end within the page. Packed bits come in groups of 8, and writers may pad
 *  them with more groups: DuckDB to 256 values. `content`: the page, decompressed.
 *  Source: https://parquet.apache.org/docs/file-format/data-pages/encodings
 *  @throws Error saying what is wrong */
export function checkRuns(header: PageHeader, content: Uint8Array, { optional, chunk }: FlatColumn): void {
  const { data_page_header: first, data_page_header_v2: second } = header;
  const part = first ?? second;
  if (part === undefined) return;
  let [at, present] = [0, part.num_values];
  if (first !== undefined && optional) {
    const length = lengthAt(content, 0);
    present = walkRuns(content.subarray(4, 4 + length), 1, part.num_values);
    at = 4 + length;
  }
  if (second !== undefined) {
    const { repetition_levels_byte_length: repetition, definition_levels_byte_length: definition } = second;
    at = repetition + definition;
    if (optional) present = walkRuns(content.subarray(repetition, at), 1, part.num_values);
    if (present !== part.num_values - second.num_nulls)
      throw new Error("missing values are not as many as it says");
  }
  if (part.encoding === "RLE" && chunk.type === "BOOLEAN") {
    walkRuns(content.subarray(at + 4, at + 4 + lengthAt(content, at)), 1, present);
  } else if (["RLE", "RLE_DICTIONARY", "PLAIN_DICTIONARY"].includes(part.encoding)) {
    const width = content[at] ?? 0;
    if (width > 32) throw new Error(`indices of ${width} bits`);
    // without bits every index is 0; the decoder looks for runs of them in pages of version 2 alone
    if (width > 0 || second !== undefined) walkRuns(content.subarray(at + 1), width, present);
  }
}

function lengthAt(content: Uint8Array, at: number): number {
  if (at + 4 > content.length) throw new Error("a length is missing");
  return new DataView(content.buffer, content.byteOffset + at, 4).getUint32(0, true);
}

/** Walks runs until they hold `values`: one value many times, or groups of 8 values bit by bit. -> how many are 1, at a width of 1 */
function walkRuns(bytes: Uint8Array, width: number, values: number): number {
  let [at, held, ones] = [0, 0, 0];
  while (held < values) {
    const header = varIntAt(bytes, at);
    const repeated = header.value % 2 === 0;
    const count = Math.floor(header.value / 2) * (repeated ? 1 : 8);
    const left = values - held;
    const length = repeated ? Math.ceil(width / 8) : (count / 8) * width;
    checkRun({ repeated, count, length, width, left, room: bytes.length - header.next });
    at = header.next;
    if (width === 1) {
      for (let bit = 0; bit < Math.min(count, left); bit++)
        ones += repeated ? bytes[at] & 1 : (bytes[at + (bit >> 3)] >> (bit & 7)) & 1;
    }
    at += length;
    held += count;
  }
  return ones;
}

/** One run: `left` values of the page and `room` bytes are not yet taken. */
function checkRun(run: {
  readonly repeated: boolean;
  readonly count: number;
  readonly length: number;
  readonly width: number;
  readonly left: number;
  readonly room: number;
}): void {
  const { repeated, count, length, width, left, room } = run;
  // packed values of 0 bits take no bytes, so that nothing else limits them
  const most = repeated ? left : width === 0 ? left + mostPadding : Infinity;
  if (count > most) throw new Error(`a run of ${count} values where ${left} are left`);
  if (length > room) throw new Error(`a run of ${length} bytes where ${room} are left`);
  if (repeated) return;
  // what the decoder would read wrong: it keeps 32 bits at a time, and skips a byte after no bits
  if (width > 24) throw new Error(`packed indices of ${width} bits`);
  if (width === 0 && count < left) throw new Error(`packed indices of 0 bits before the last run`);
}

function varIntAt(bytes: Uint8Array, begin: number): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let at = begin; at < begin + 5; at++) {
    const byte = bytes[at];
    if (byte === undefined) throw new Error("a run is missing");
    value += (byte & 127) * 2 ** (7 * (at - begin));
    if (byte < 128) return { value, next: at + 1 };
  }
  throw new Error("a run that is too long");
}

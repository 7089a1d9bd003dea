import { RetrogradError } from "@retrograd/core";
import type { PageHeader } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { decompressPage } from "hyparquet/src/datapage.js";
import { crc32 } from "../compression/crc32.js";
import { formatError } from "../format-error.js";
import { checkRuns } from "./check-runs.js";
import { compressors } from "./compressors.js";
import type { FlatColumn } from "./flat-column.js";

/** Maximum length of a page in bytes. */
export const maxPageLength = 2 ** 28;

/** Checks the pages of a column before they are decoded: their positions, claimed lengths and numbers of values, their CRC if
 *  they have one, and that no run claims more values than its page has, because the decoder would write them all.
 *  @throws RetrogradError E_DATA_FORMAT naming file and column */
export function checkPages(bytes: Uint8Array, column: FlatColumn, place: string): void {
  const { chunk, rows } = column;
  const damaged = (what: string) => formatError(place, `is damaged: ${what}`);
  // the decoder starts here, whatever the other offset is
  const start = Number(chunk.dictionary_page_offset || chunk.data_page_offset);
  const end = start + Number(chunk.total_compressed_size);
  if (!(start >= 4 && end >= start && end <= bytes.length))
    throw damaged("its pages are not within the file");
  if (Number(chunk.num_values) !== rows)
    throw damaged(`it must have ${rows} values, got ${chunk.num_values}`);
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset + start, end - start), offset: 0 };
  let values = 0;
  // the decoder also stops when one byte is left
  while (values < rows && reader.offset < reader.view.byteLength - 1) {
    const header = readHeader(reader, damaged);
    const data = bytes.subarray(start + reader.offset, start + reader.offset + header.compressed_page_size);
    reader.offset += header.compressed_page_size;
    if (header.crc !== undefined && header.crc >>> 0 !== crc32(data))
      throw damaged("the CRC of a page is wrong");
    values += valuesIn(header, damaged);
    if (values > rows) throw damaged(`its pages hold more than ${rows} values`);
    checkReadable(header, column, place);
    try {
      checkRuns(header, pageContent(header, data, column), column);
    } catch (error) {
      if (error instanceof RetrogradError) throw error;
      throw damaged(`a page cannot be decoded (${error instanceof Error ? error.message : error})`);
    }
  }
  if (values !== rows) throw damaged(`its pages must hold ${rows} values, got ${values}`);
}

/** Refuses valid pages that are not supported. */
function checkReadable(
  { data_page_header: page }: PageHeader,
  { optional, chunk }: FlatColumn,
  place: string,
) {
  if (chunk.codec !== "UNCOMPRESSED" && chunk.codec !== "SNAPPY" && !(chunk.codec in compressors)) {
    throw formatError(
      place,
      `is compressed with ${chunk.codec}, which is not supported: write the file with Snappy or ZSTD`,
    );
  }
  if (optional && page?.definition_level_encoding === "BIT_PACKED") {
    throw formatError(
      place,
      "has levels in the deprecated encoding BIT_PACKED, which is not supported: write the file with a newer program",
    );
  }
}

type Damaged = (what: string) => RetrogradError;

function readHeader(reader: { readonly view: DataView; offset: number }, damaged: Damaged): PageHeader {
  let header: PageHeader;
  try {
    header = parquetHeader(reader);
  } catch {
    throw damaged("the header of a page cannot be read");
  }
  const { compressed_page_size: packed, uncompressed_page_size: size } = header;
  const fits = packed >= 0 && reader.offset + packed <= reader.view.byteLength;
  if (!fits || !(size >= 0 && size <= maxPageLength)) {
    throw damaged(`a page claims ${packed} bytes, and ${size} when it is decompressed`);
  }
  // the decoder uses only the part of its type, so no other part may be present
  const parts = {
    DATA_PAGE: header.data_page_header,
    DATA_PAGE_V2: header.data_page_header_v2,
    DICTIONARY_PAGE: header.dictionary_page_header,
    INDEX_PAGE: undefined,
  };
  const present = Object.values(parts).filter((part) => part !== undefined);
  if (present.length !== 1 || present[0] !== parts[header.type])
    throw damaged("a page is of an unknown kind");
  return header;
}

/** The number of values that a page claims; 0 for a dictionary, which has no values of the column. */
function valuesIn(header: PageHeader, damaged: Damaged): number {
  const dictionary = header.type === "DICTIONARY_PAGE";
  const part = dictionary
    ? header.dictionary_page_header
    : (header.data_page_header ?? header.data_page_header_v2);
  const claimed = part?.num_values ?? -1;
  // a value of a dictionary takes at least one byte
  if (claimed < 0 || (dictionary && claimed > header.uncompressed_page_size)) {
    throw damaged(`a page claims ${claimed} values`);
  }
  const second = header.data_page_header_v2;
  if (
    second !== undefined &&
    (second.num_rows !== claimed || !(second.num_nulls >= 0 && second.num_nulls <= claimed))
  ) {
    throw damaged(
      `a page claims ${second.num_rows} rows and ${second.num_nulls} missing values of ${claimed}`,
    );
  }
  return dictionary ? 0 : claimed;
}

/** The decompressed bytes of a page: levels, then values. */
function pageContent(header: PageHeader, data: Uint8Array, { chunk }: FlatColumn): Uint8Array {
  const second = header.data_page_header_v2;
  if (second === undefined)
    return decompressPage(data, header.uncompressed_page_size, chunk.codec, compressors);
  const levels = second.definition_levels_byte_length + second.repetition_levels_byte_length;
  if (!(levels >= 0 && levels <= data.length)) throw new Error("its levels are longer than the page");
  const packed = data.subarray(levels);
  const values =
    second.is_compressed === false
      ? packed
      : decompressPage(packed, header.uncompressed_page_size - levels, chunk.codec, compressors);
  const content = new Uint8Array(levels + values.length);
  content.set(data.subarray(0, levels));
  content.set(values, levels);
  return content;
}

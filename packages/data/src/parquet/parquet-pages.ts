import type { InputFile } from "@retrograd/plugin";
import type { FileMetaData, PageHeader, RowGroup } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { formatError } from "../format-error.js";
import { joinBytes } from "../join-bytes.js";
import { maxPageLength } from "./check-pages.js";
import { type GroupColumn, parquetDirectory, readChunk } from "./open-parquet.js";
import { readFooter } from "./read-footer.js";

/** A Parquet file that is read one page at a time. */
export interface ParquetPages {
  readonly names: readonly string[];
  readonly groups: readonly RowGroup[];
  /** The values of a column in one group of rows, page by page.
   *  @throws RetrogradError E_DATA_FORMAT naming file and column */
  pages(name: string, group: RowGroup): AsyncGenerator<ArrayLike<unknown>>;
}

// before the footer "PAR1", after it its length and "PAR1"
const [magicLength, endLength] = [4, 8];
// headers of pages are shorter, but for those with long statistics
const headerLengths = [2 ** 10, 2 ** 16, 2 ** 24];

/** Opens a Parquet file and reads only its footer.
 *  @throws RetrogradError E_DATA_FORMAT when it is not a Parquet file, or damaged */
export async function openParquetPages(file: InputFile): Promise<ParquetPages> {
  const { path, size } = file;
  const metadata = readFooter(await footerBytes(file), path);
  const { names, groups, columnIn } = parquetDirectory(metadata, size, path);
  return {
    names,
    groups,
    async *pages(name, group) {
      const groupColumn = columnIn(name, group);
      const { column, place } = groupColumn;
      const damaged = (what: string) => formatError(place, `is damaged: ${what}`);
      const { chunk, rows } = column;
      // the decoder starts here, whatever the other offset is
      const start = Number(chunk.dictionary_page_offset || chunk.data_page_offset);
      const end = start + Number(chunk.total_compressed_size);
      if (!(start >= magicLength && end >= start && end <= size))
        throw damaged("its pages are not within the file");
      if (Number(chunk.num_values) !== rows)
        throw damaged(`it must have ${rows} values, got ${chunk.num_values}`);
      let dictionary: Uint8Array = new Uint8Array(0);
      let values = 0;
      // the decoder also stops when one byte is left
      for (let offset = start; values < rows && offset < end - 1; ) {
        const { header, bytes } = await readPage(file, { offset, end, damaged });
        offset += bytes.length;
        if (header.type === "DICTIONARY_PAGE") {
          dictionary = bytes;
          continue;
        }
        const count = (header.data_page_header ?? header.data_page_header_v2)?.num_values ?? 0;
        if (!(count >= 0 && values + count <= rows)) throw damaged(`its pages hold more than ${rows} values`);
        if (count > 0) yield await decodeAlone(dictionary, bytes, { metadata, group, groupColumn, count });
        values += count;
      }
      if (values !== rows) throw damaged(`its pages must hold ${rows} values, got ${values}`);
    },
  };
}

/** The bytes that `readFooter` needs: the first and the last. */
async function footerBytes(file: InputFile): Promise<Uint8Array> {
  const { size } = file;
  const start = await file.read(0, magicLength);
  const end = await file.read(Math.max(0, size - endLength), endLength);
  const claimed =
    end.length < endLength ? 0 : new DataView(end.buffer, end.byteOffset, endLength).getUint32(0, true);
  const from = size - endLength - claimed;
  // readFooter refuses a file that is too short
  if (from < magicLength) return file.read(0, Math.min(size, 2 ** 16));
  return joinBytes(start, await file.read(from, claimed + endLength));
}

type Damaged = (what: string) => Error;

/** Reads a page with its header. */
async function readPage(
  file: InputFile,
  { offset, end, damaged }: { readonly offset: number; readonly end: number; readonly damaged: Damaged },
): Promise<{ readonly header: PageHeader; readonly bytes: Uint8Array }> {
  for (const length of headerLengths) {
    const start = await file.read(offset, Math.min(length, end - offset));
    const reader = { view: new DataView(start.buffer, start.byteOffset, start.length), offset: 0 };
    let header: PageHeader;
    try {
      header = parquetHeader(reader);
    } catch {
      continue;
    }
    const packed = header.compressed_page_size;
    if (!(packed >= 0 && packed <= maxPageLength && offset + reader.offset + packed <= end)) {
      throw damaged(
        `a page claims ${packed} bytes, and ${header.uncompressed_page_size} when it is decompressed`,
      );
    }
    return { header, bytes: await file.read(offset, reader.offset + packed) };
  }
  throw damaged("the header of a page cannot be read");
}

/** Decodes one page as if it were the only one of its column. */
function decodeAlone(
  dictionary: Uint8Array,
  page: Uint8Array,
  {
    metadata,
    group,
    groupColumn,
    count,
  }: { metadata: FileMetaData; group: RowGroup; groupColumn: GroupColumn; count: number },
): Promise<ArrayLike<unknown>> {
  const bytes = joinBytes(new Uint8Array(magicLength), joinBytes(dictionary, page));
  const { dictionary_page_offset: _, ...rest } = groupColumn.column.chunk;
  const chunk = {
    ...rest,
    ...(dictionary.length > 0 ? { dictionary_page_offset: BigInt(magicLength) } : {}),
    data_page_offset: BigInt(magicLength + dictionary.length),
    total_compressed_size: BigInt(dictionary.length + page.length),
    num_values: BigInt(count),
  };
  const alone = { ...group, num_rows: BigInt(count), columns: [{ file_offset: 0n, meta_data: chunk }] };
  return readChunk(bytes, {
    ...groupColumn,
    metadata,
    group: alone,
    column: { ...groupColumn.column, chunk, rows: count },
  });
}

import { formatValue } from "@retrograd/plugin";
import type { ColumnMetaData, FileMetaData, RowGroup, SchemaElement } from "hyparquet";
import { parquetReadColumn } from "hyparquet/src/read.js";
import { formatError } from "../format-error.js";
import { checkPages } from "./check-pages.js";
import { compressors } from "./compressors.js";
import { decimalNumbers, isDecimal, withoutDecimals } from "./decimals.js";
import type { FlatColumn } from "./flat-column.js";
import { readFooter } from "./read-footer.js";

/** A Parquet file with a checked footer. */
export interface ParquetFile {
  /** Names of its columns, including those with lists or records. */
  readonly names: readonly string[];
  readonly groups: readonly RowGroup[];
  /** Reads the values of a column in one group of rows. Every page is checked before it is decoded.
   *  @throws RetrogradError E_DATA_FORMAT naming file and column */
  column(name: string, group: RowGroup): Promise<ArrayLike<unknown>>;
}

// a short run of zeros can claim any number of rows, so more than 64 rows per byte are refused above a million rows
const [minCheckedRows, maxRowsPerByte] = [2 ** 20, 64];

/** Opens a Parquet file: reads its footer, and checks it against the length of the file before memory is allocated.
 *  Source: https://parquet.apache.org/docs/file-format
 *  @throws RetrogradError E_DATA_FORMAT when it is not a Parquet file, or damaged */
export function openParquet(bytes: Uint8Array, file: string): ParquetFile {
  const metadata = readFooter(bytes, file);
  const { names, groups, columnIn } = parquetDirectory(metadata, bytes.length, file);
  return {
    names,
    groups,
    async column(name, group) {
      return readChunk(bytes, { metadata, group, ...columnIn(name, group) });
    },
  };
}

/** A column in one group of rows. */
export interface GroupColumn {
  readonly column: FlatColumn;
  readonly element: SchemaElement;
  /** File and column, for errors. */
  readonly place: string;
}

/** The columns and groups in the footer of a Parquet file, checked. */
export interface ParquetDirectory extends Pick<ParquetFile, "names" | "groups"> {
  /** @throws RetrogradError E_DATA_FORMAT for lists and records, and when the footer is damaged */
  columnIn(name: string, group: RowGroup): GroupColumn;
}

/** Checks the footer of a file of `size` bytes.
 *  @throws RetrogradError E_DATA_FORMAT when it is damaged */
export function parquetDirectory(metadata: FileMetaData, size: number, file: string): ParquetDirectory {
  const damaged = (what: string) => formatError(file, `is damaged: ${what}`);
  const { row_groups: groups, schema } = metadata;
  const rows = groups.reduce((sum, { num_rows }) => sum + Number(num_rows), 0);
  if (rows !== Number(metadata.num_rows)) {
    throw damaged(`it claims ${metadata.num_rows} rows, and its groups ${rows}`);
  }
  if (rows > minCheckedRows + maxRowsPerByte * size) {
    throw formatError(file, `claims ${rows} rows in ${size} bytes: damaged, or without content`);
  }
  // the children of an element follow it
  const [root, ...elements] = schema;
  if (root === undefined) throw damaged("it has no columns");
  const columns = topLevel(elements);
  return {
    names: columns.map(({ name }) => name),
    groups,
    columnIn(name, group) {
      const place = `${file}: column ${formatValue(name)}`;
      const element = columns.find((column) => column.name === name);
      if (
        element === undefined ||
        (element.num_children ?? 0) > 0 ||
        element.repetition_type === "REPEATED"
      ) {
        throw formatError(place, "holds lists or records: only numbers and text can be used");
      }
      const chunk = chunkOf(group, name, place);
      const optional = element.repetition_type !== "REQUIRED";
      return { column: { optional, chunk, rows: Number(group.num_rows) }, element, place };
    },
  };
}

/** A column, and the metadata of the bytes that its chunk points into. */
interface ColumnChunk extends GroupColumn {
  readonly metadata: FileMetaData;
  readonly group: RowGroup;
}

/** Reads the values of a column. Every page is checked before it is decoded.
 *  @throws RetrogradError E_DATA_FORMAT naming file and column */
export async function readChunk(bytes: Uint8Array, chunk: ColumnChunk): Promise<ArrayLike<unknown>> {
  checkPages(bytes, chunk.column, chunk.place);
  return decode(bytes, chunk);
}

function topLevel(elements: FileMetaData["schema"]): FileMetaData["schema"] {
  const columns: FileMetaData["schema"] = [];
  for (let offset = 0; offset < elements.length; ) {
    columns.push(elements[offset]);
    for (let left = 1; left > 0 && offset < elements.length; offset++)
      left += (elements[offset].num_children ?? 0) - 1;
  }
  return columns;
}

function chunkOf(group: RowGroup, name: string, place: string): ColumnMetaData {
  const chunks = group.columns.map(({ meta_data }) => meta_data);
  const matches = chunks.filter((chunk) => chunk?.path_in_schema[0] === name);
  const [chunk] = matches;
  if (chunk === undefined || matches.length > 1)
    throw formatError(place, "is damaged: each group of rows must have it exactly once");
  if (group.columns.some((column) => column.file_path !== undefined)) {
    throw formatError(place, "is in another file, which is not supported");
  }
  return chunk;
}

async function decode(
  bytes: Uint8Array,
  { metadata, group, element, column, place }: ColumnChunk,
): Promise<ArrayLike<unknown>> {
  const file = {
    byteLength: bytes.length,
    // copied explicitly, because the slice of a Node buffer shares its memory
    slice: (start: number, end = bytes.length) => new Uint8Array(bytes.subarray(start, end)).buffer,
  };
  let values: ArrayLike<unknown>;
  try {
    const only = { ...metadata, num_rows: group.num_rows, row_groups: [group] };
    const columns = [element.name];
    values = isDecimal(element)
      ? decimalNumbers(
          await parquetReadColumn({
            file,
            metadata: withoutDecimals(only, element),
            columns,
            compressors,
            utf8: false,
          }),
          element.scale ?? 0,
        )
      : await parquetReadColumn({ file, metadata: only, columns, compressors });
  } catch (error) {
    throw formatError(place, `is damaged: it cannot be decoded (${reason(error)})`);
  }
  if (values.length !== column.rows) {
    throw formatError(place, `is damaged: it must have ${column.rows} values, got ${values.length}`);
  }
  return values;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

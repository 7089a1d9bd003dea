import type { Rows } from "@retrograd/core";
import { formatValue, type InputFile, type RowStore } from "@retrograd/plugin";
import { formatError } from "../format-error.js";
import { shortened, typedCells } from "../table/cells.js";
import { inputRows } from "../table/input-rows.js";
import { namedColumns, type TableInputs } from "../table/trained-columns.js";
import { openParquetPages } from "./parquet-pages.js";

// maximum number of page values in memory, all columns together
const maxValuesInMemory = 2 ** 22;

/** Reads the inputs in a Parquet file. One page of each column is in memory at a time; a large one is stored on disk. Columns that
 *  the training did not use are skipped. x: [size]
 *  @throws RetrogradError E_DATA_FORMAT with file, row and column */
export async function* parquetInputs(file: InputFile, options: TableInputs): AsyncGenerator<Rows> {
  const { path } = file;
  const columns = namedColumns(path, options);
  const opened = await openParquetPages(file);
  const missing = columns.find(({ name }) => !opened.names.includes(name));
  if (missing !== undefined) {
    const listed = opened.names.slice(0, 20).map(shortened).join(", ");
    throw formatError(path, `there is no column ${formatValue(missing.name)}. Known: ${listed}`);
  }
  const { sink, take } = inputRows({ columns, cells: columns.length, reader: typedCells });
  const total = opened.groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  let done = 0;
  for (const group of opened.groups) {
    const cursors = columns.map((column, index) =>
      columnCursor(opened.pages(column.name, group), {
        file,
        before: done,
        maxInMemory: Math.floor(maxValuesInMemory / columns.length),
        numberIn: (cell, number) => {
          // most cells take this path, which needs no place for errors
          const categories = column.categories !== undefined;
          if (!categories && typeof cell === "number" && Number.isFinite(cell)) return cell;
          const place = { file: path, unit: "row", number } as const;
          return categories
            ? sink.numberOf(index, typedCells.label(cell, place, column.name), place)
            : typedCells.number(cell, place, column.name);
        },
      }),
    );
    const end = done + Number(group.num_rows);
    while (done < end) {
      const buffer = sink.buffer();
      const rows = Math.min(end - done, Math.floor(buffer.length / sink.width));
      for (const [column, cursor] of cursors.entries())
        await cursor.write(buffer, { column, width: sink.width, rows });
      sink.advance(rows);
      done += rows;
      yield* take();
      options.progress?.((file.size * done) / total);
    }
  }
  if (done === 0) throw formatError(path, "holds no inputs");
}

/** Writes the next numbers of a column into rows. */
interface ColumnCursor {
  write(
    out: Float64Array,
    where: { readonly column: number; readonly width: number; readonly rows: number },
  ): Promise<void>;
}

function columnCursor(
  pages: AsyncGenerator<ArrayLike<unknown>>,
  {
    file,
    before,
    maxInMemory,
    numberIn,
  }: {
    readonly file: InputFile;
    /** Number of rows of the file before these. */
    readonly before: number;
    /** Number of values above which a page is stored on disk. */
    readonly maxInMemory: number;
    numberIn(cell: unknown, row: number): number;
  },
): ColumnCursor {
  let row = before;
  let left = 0;
  let next: (count: number) => Float64Array = () => new Float64Array(0);
  let onDisk: { readonly store: RowStore; count: number } | undefined;
  const load = async () => {
    const { value: page, done } = await pages.next();
    if (done === true) throw formatError(file.path, "is damaged: a column ends before the others");
    const numbers = new Float64Array(page.length);
    for (let index = 0; index < numbers.length; index++) {
      row++;
      numbers[index] = numberIn(page[index], row);
    }
    left = numbers.length;
    let offset = 0;
    next = (count) => {
      offset += count;
      return numbers.subarray(offset - count, offset);
    };
    if (numbers.length <= maxInMemory || file.createRowStore === undefined) return;
    onDisk ??= { store: file.createRowStore(1, `a column of ${file.path}`), count: 0 };
    const { store, count: first } = onDisk;
    store.append(numbers);
    onDisk.count += numbers.length;
    next = storedNumbers(store, first);
  };
  return {
    async write(out, { column, width, rows }) {
      for (let row = 0; row < rows; ) {
        if (left === 0) await load();
        const numbers = next(Math.min(left, rows - row));
        for (const number of numbers) out[column + row++ * width] = number;
        left -= numbers.length;
      }
    },
  };
}

/** Returns the next `count` numbers of a store with each call, from index `first` on. */
function storedNumbers(store: RowStore, first: number): (count: number) => Float64Array {
  let offset = first;
  return (count) => {
    const indices = Int32Array.from({ length: count }, (_, index) => offset + index);
    offset += count;
    return store.read(indices);
  };
}

import type { Dataset, RowStore, StoredSamples } from "@retrograd/plugin";
import { formatError } from "../format-error.js";
import { oneHotMessage, placeOfOne } from "../stored/one-hot.js";
import { type StoredLayout, storedSamples } from "../stored/stored-samples.js";
import { type CellReader, cellError, type LabelKind, type RowPlace } from "./cells.js";
import type { Column, Columns } from "./choose-columns.js";
import { type LabelNumbers, numberLabels } from "./class-labels.js";
import { checkInputNames, namesOfInputs } from "./input-columns.js";
import { type TableOptions, targetColumns } from "./options.js";
import type { RowSink } from "./row-sink.js";

/** What is known of a table beside its columns. */
export interface TableSettings {
  readonly options: TableOptions;
  /** Whether its columns have names. */
  readonly named: boolean;
  /** How its cells are read. */
  readonly reader: CellReader;
  /** Its name, for errors. */
  readonly file: string;
}

/** Room for rows of so many numbers; `what` names them in errors. */
export type MakeStore = (width: number, what: string) => RowStore;

/** A data set without its name and files, whose samples are stored. */
export type StoredTable = Omit<Dataset, "name" | "files" | "samples"> & {
  readonly samples: { readonly stored: StoredSamples };
};

/** Takes the rows of a table, puts them into a store, and makes a data set of them. */
export interface TableStore extends RowSink {
  /** @throws RetrogradError E_DATA_FORMAT for classes that are values, and where no row came */
  finish(): StoredTable;
}

/** More categories than this in a column are no categories: a column of names, or of numbers. */
const mostCategories = 1000;
// what can be done of an input that is no number; a target has only `targets`
const mendInput =
  '. Fill in what is missing, list a column of words in "categories", or list only the others in "columns"';
// numbers that are put into the store at once
const buffered = 2 ** 16;

/** A store of the rows of one table. x: [inputs], t: class index, or values [targets] */
export function storeTable(columns: Columns, settings: TableSettings, makeStore: MakeStore): TableStore {
  const { reader, file } = settings;
  checkInputNames(columns, file);
  const read = [...columns.inputs, ...columns.targets];
  const labels = labelsOf(columns, settings);
  const width = read.length;
  const store = makeStore(width, `the rows of ${file}`);
  const rows = new Float64Array(width * Math.max(1, Math.floor(buffered / width)));
  let count = 0;
  let waiting = 0;
  const room = () => rows.subarray(waiting * width);
  const flush = () => {
    store.append(rows.subarray(0, waiting * width));
    waiting = 0;
  };
  const oneHot = isOneHot(settings.options) ? columns.targets.length : 0;
  const took = (more: number) => {
    if (oneHot > 0) checkOneHot(room().subarray(0, more * width), width, oneHot, { file, first: count });
    count += more;
    waiting += more;
    if (waiting * width === rows.length) flush();
  };
  const numberOf = (at: number, label: string, row: RowPlace, kind: LabelKind = "label") => {
    const number = labels[at]?.numberOf(label, row, kind) ?? 0;
    if (at < columns.inputs.length && number >= mostCategories) {
      throw cellError(row, read[at].name, `must have at most ${mostCategories} categories`);
    }
    return number;
  };
  return {
    width,
    places: placesOf(read, columns.width),
    labelled: labels.map((one) => one !== undefined),
    numberOf,
    room,
    took,
    add(cells, row) {
      const out = room();
      for (const [at, { index, name }] of read.entries()) {
        out[at] =
          labels[at] === undefined
            ? reader.number(cells[index], row, name, at < columns.inputs.length ? mendInput : "")
            : numberOf(at, reader.label(cells[index], row, name), row, reader.kindOf(cells[index]));
      }
      took(1);
    },
    finish() {
      if (count === 0) throw formatError(file, "holds no samples");
      flush();
      return describe(columns, labels, settings, (layout) => storedSamples(store, count, layout));
    },
  };
}

/** Whether the targets are classes of which each has a column. */
function isOneHot(options: TableOptions): boolean {
  return options.targets === "classes" && targetColumns(options).length > 1;
}

/** @throws RetrogradError E_DATA_FORMAT naming the first sample whose last numbers are not one-hot */
function checkOneHot(
  rows: Float64Array,
  width: number,
  classes: number,
  { file, first }: { readonly file: string; readonly first: number },
): void {
  for (let begin = 0; begin < rows.length; begin += width) {
    const targets = rows.subarray(begin + width - classes, begin + width);
    if (placeOfOne(targets, 0, classes) >= 0) continue;
    throw formatError(file, `the targets of sample ${first + begin / width + 1} ${oneHotMessage(targets)}`);
  }
}

/** Numbers for the labels of each column that is read; nothing for a column of numbers. */
function labelsOf({ inputs, targets, ofCategories }: Columns, { options }: TableSettings) {
  const areValues =
    (options.targets ?? (targetColumns(options).length > 1 ? "values" : "classes")) === "values";
  return [
    ...inputs.map(({ index, name }) =>
      ofCategories.has(index)
        ? numberLabels(name, 'leave it out of "categories" to learn from it')
        : undefined,
    ),
    ...targets.map(({ name }) => (areValues || targets.length > 1 ? undefined : numberLabels(name))),
  ];
}

function placesOf(read: readonly Column[], cells: number): Int32Array {
  const places = new Int32Array(cells).fill(-1);
  for (const [at, { index }] of read.entries()) places[index] = at;
  return places;
}

/** What the columns turned out to hold. */
function describe(
  { inputs, targets, ofCategories }: Columns,
  labels: readonly (LabelNumbers | undefined)[],
  { named, options }: TableSettings,
  samplesOf: (layout: StoredLayout) => StoredSamples,
): StoredTable {
  const classes = labels.map((one) => one?.classes());
  const ofTarget = classes[inputs.length];
  const inputNames = namesOfInputs(
    inputs.map((column, at) => ({ ...column, ...(classes[at] && { categories: classes[at].names }) })),
  );
  const stored = samplesOf({
    inputs: classes
      .slice(0, inputs.length)
      .map((one) => (one === undefined ? "number" : { size: one.names.length, indexOf: one.indexOf })),
    targets:
      ofTarget !== undefined
        ? { indexOf: ofTarget.indexOf }
        : isOneHot(options)
          ? { oneHot: targets.length }
          : { values: targets.length },
  });
  return {
    targets: ofTarget === undefined && !isOneHot(options) ? "values" : "classes",
    targetNames: ofTarget?.names ?? targets.map(({ name }) => name),
    ...(named || ofCategories.size > 0 ? { inputNames } : {}),
    samples: { stored },
  };
}

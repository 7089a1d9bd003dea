import { defined } from "@retrograd/core";
import type { Dataset, RowStore, StoredSamples } from "@retrograd/plugin";
import { formatError } from "../format-error.js";
import { indexOfOne, oneHotMessage } from "../stored/one-hot.js";
import { type StoredLayout, storedSamples } from "../stored/stored-samples.js";
import { type CellReader, cellError, type LabelKind, type RowPlace } from "./cells.js";
import type { Column, Columns } from "./choose-columns.js";
import { type LabelNumbers, numberLabels } from "./class-labels.js";
import { inputParts } from "./column-list.js";
import { checkInputNames, namesOfInputs } from "./input-columns.js";
import { type TableOptions, targetColumns } from "./options.js";
import type { RowSink } from "./row-sink.js";

/** What a table store needs to know in addition to the columns. */
export interface TableSettings {
  readonly options: TableOptions;
  /** Whether the columns have names. */
  readonly hasNames: boolean;
  /** Reads the cells. */
  readonly reader: CellReader;
  /** The name of the file, for errors. */
  readonly file: string;
}

/** Creates a store for rows of `width` numbers. `label` names them in errors. */
export type CreateRowStore = (width: number, label: string) => RowStore;

/** A data set without its name and files, with stored samples. */
export type StoredTable = Omit<Dataset, "name" | "files" | "samples"> & {
  readonly samples: { readonly stored: StoredSamples };
};

/** Puts the rows of a table into a row store and makes a data set from them. */
export interface TableStore extends RowSink {
  /** @throws RetrogradError E_DATA_FORMAT for a column of classes that are values, and for a table without rows */
  finish(): StoredTable;
}

/** Maximum number of classes of sequences. Each needs an output. */
const maxClasses = 65_536;
/** Maximum number of categories in a column. A column with more is probably one of names or numbers. */
const maxCategories = 1000;
// a hint for an input that is not a number
const inputHint =
  '. Fill in missing values, list a column of words in "categories", or leave the column out of "columns"';
// numbers that are appended to the store at once
const blockLength = 2 ** 16;

/** Creates a store for the rows of one table. x: [inputs], t: class index, or values [targets] */
export function storeTable(
  columns: Columns,
  settings: TableSettings,
  createStore: CreateRowStore,
): TableStore {
  const { reader, file } = settings;
  checkInputNames(columns, file);
  const chosen = [...columns.inputs, ...columns.targets];
  const labels = labelsOf(columns, settings);
  const width = chosen.length;
  const store = createStore(width, `the rows of ${file}`);
  const rows = new Float64Array(width * Math.max(1, Math.floor(blockLength / width)));
  let count = 0;
  let waiting = 0;
  const buffer = () => rows.subarray(waiting * width);
  const flush = () => {
    store.append(rows.subarray(0, waiting * width));
    waiting = 0;
  };
  const oneHot = isOneHot(settings.options) ? columns.targets.length : 0;
  const steps = settings.options.targets === "sequences" ? columns.targets.length : 0;
  let classes = 0;
  const advance = (added: number) => {
    if (oneHot > 0) checkOneHot(buffer().subarray(0, added * width), width, oneHot, { file, first: count });
    if (steps > 0)
      classes = Math.max(
        classes,
        countClasses(buffer().subarray(0, added * width), width, steps, { file, first: count }),
      );
    count += added;
    waiting += added;
    if (waiting * width === rows.length) flush();
  };
  const numberOf = (position: number, label: string, row: RowPlace, kind: LabelKind = "label") => {
    const number = labels[position]?.numberOf(label, row, kind) ?? 0;
    if (position < columns.inputs.length && number >= maxCategories) {
      throw cellError(row, chosen[position].name, `must have at most ${maxCategories} categories`);
    }
    return number;
  };
  return {
    width,
    positions: positionsOf(chosen, columns.width),
    labelled: labels.map((one) => one !== undefined),
    numberOf,
    buffer,
    advance,
    add(cells, row) {
      const out = buffer();
      for (const [position, { index, name }] of chosen.entries()) {
        out[position] =
          labels[position] === undefined
            ? reader.number(cells[index], row, name, position < columns.inputs.length ? inputHint : "")
            : numberOf(position, reader.label(cells[index], row, name), row, reader.kindOf(cells[index]));
      }
      advance(1);
    },
    finish() {
      if (count === 0) throw formatError(file, "holds no samples");
      flush();
      return describe({ columns, labels, classes }, settings, (layout) =>
        storedSamples(store, count, layout),
      );
    },
  };
}

/** Whether the targets are one-hot classes. */
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
  for (let start = 0; start < rows.length; start += width) {
    const targets = rows.subarray(start + width - classes, start + width);
    if (indexOfOne(targets, 0, classes) >= 0) continue;
    throw formatError(file, `the targets of sample ${first + start / width + 1} ${oneHotMessage(targets)}`);
  }
}

/** The largest class of the last numbers of each row, plus 1. Negative numbers count as no class.
 *  @throws RetrogradError E_DATA_FORMAT naming the first sample with a number that is not whole, or too large for a class */
function countClasses(
  rows: Float64Array,
  width: number,
  steps: number,
  { file, first }: { readonly file: string; readonly first: number },
): number {
  let largest = -1;
  for (let start = 0; start < rows.length; start += width) {
    for (const value of rows.subarray(start + width - steps, start + width)) {
      if (!Number.isInteger(value) || value >= maxClasses) {
        throw formatError(
          file,
          `the targets of sample ${first + start / width + 1} must be classes, whole numbers below ${maxClasses}, got ${value}`,
        );
      }
      largest = Math.max(largest, value);
    }
  }
  return largest + 1;
}

/** The label numbers of each chosen column; undefined for a column of numbers. */
function labelsOf({ inputs, targets, ofCategories }: Columns, { options }: TableSettings) {
  const areValues =
    (options.targets ?? (targetColumns(options).length > 1 ? "values" : "classes")) !== "classes";
  return [
    ...inputs.map(({ index, name }) =>
      ofCategories.has(index)
        ? numberLabels(name, 'leave it out of "categories" to learn from it')
        : undefined,
    ),
    ...targets.map(({ name }) => (areValues || targets.length > 1 ? undefined : numberLabels(name))),
  ];
}

function positionsOf(columns: readonly Column[], cells: number): Int32Array {
  const positions = new Int32Array(cells).fill(-1);
  for (const [position, { index }] of columns.entries()) positions[index] = position;
  return positions;
}

/** The data set of the rows, once all are stored. */
function describe(
  {
    columns: { inputs, targets, ofCategories },
    labels,
    classes: ofSequences,
  }: {
    readonly columns: Columns;
    readonly labels: readonly (LabelNumbers | undefined)[];
    /** Number of classes of sequences; 0 for other targets. */
    readonly classes: number;
  },
  { hasNames, options }: TableSettings,
  samplesOf: (layout: StoredLayout) => StoredSamples,
): StoredTable {
  const classes = labels.map((one) => one?.classes());
  const ofTarget = classes[inputs.length];
  const inputNames = namesOfInputs(
    inputs.map((column, index) => ({
      ...column,
      ...(classes[index] && { categories: classes[index].names }),
    })),
  );
  const sizes = classes.slice(0, inputs.length).map((one) => one?.names.length ?? 1);
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
  const isSequence = options.targets === "sequences";
  const areClasses = ofTarget !== undefined || isOneHot(options) || isSequence;
  return {
    targets: areClasses ? "classes" : "values",
    targetNames: isSequence
      ? Array.from({ length: ofSequences }, (_, index) => String(index))
      : (ofTarget?.names ?? targets.map(({ name }) => name)),
    ...(hasNames || ofCategories.size > 0 ? { inputNames } : {}),
    ...defined({ inputs: options.columns && inputParts(options.columns, sizes) }),
    samples: { stored },
  };
}

import { cellError, isNumber, type RowPlace, shortened } from "./cells.js";

/** Class indices of labels, and the names they stand for. */
interface Classes {
  readonly names: readonly string[];
  /** The index into `names` of each label that was added, in that order. */
  readonly indices: Float64Array;
}

/** Collects labels in the order of the samples, and sorts the classes when all are there. */
export interface LabelCollector {
  /** Number of different labels so far. */
  readonly size: number;
  add(label: string, place: RowPlace): void;
  classes(): Classes;
}

/** A collector of the labels of a column. Where all are numbers they are whole ones ("1" and "1.0" are one class), sorted by value;
 *  else they are text, sorted by their characters. `otherwise` says what to do with fractions. */
export function collectLabels(
  column: string,
  otherwise = "say targets: values to learn the number itself",
): LabelCollector {
  const labels: number[] = [];
  const first = new Map<string, RowPlace>();
  const numbers = new Map<string, number>();
  return {
    get size() {
      return numbers.size;
    },
    add(label, place) {
      let number = numbers.get(label);
      if (number === undefined) {
        number = numbers.size;
        numbers.set(label, number);
        first.set(label, place);
      }
      labels.push(number);
    },
    classes() {
      const written = [...numbers.keys()];
      const numeric = written.every(isNumber);
      if (numeric) checkWhole(first, column, otherwise);
      const names = numeric
        ? [...new Set(written.map(Number))].sort((a, b) => a - b).map(String)
        : written.toSorted();
      const byName = new Map(names.map((name, index) => [name, index]));
      const indexOf = written.map((label) => byName.get(numeric ? String(Number(label)) : label) ?? 0);
      return { names, indices: Float64Array.from(labels, (label) => indexOf[label]) };
    },
  };
}

function checkWhole(first: ReadonlyMap<string, RowPlace>, column: string, otherwise: string): void {
  for (const [label, place] of first) {
    if (Number.isInteger(Number(label))) continue;
    throw cellError(
      place,
      column,
      `must be a class, text or a whole number, got ${shortened(label)}: ${otherwise}`,
    );
  }
}

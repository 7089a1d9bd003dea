import { cellError, isNumber, labelIn, type Place } from "./cells.js";

/** Class indices of labels, and the names they stand for. */
interface Classes {
  readonly names: readonly string[];
  /** Index into `names` for each label. */
  readonly indices: Float64Array;
}

/** Collects labels in the order of the samples, and sorts the classes when all are there. */
export interface LabelCollector {
  add(cell: string, place: Place): void;
  classes(): Classes;
}

/** A collector of class labels. Where all are numbers they are whole ones ("1" and "1.0" are one class), sorted by value;
 *  else they are text, sorted by their characters. */
export function collectLabels(): LabelCollector {
  const labels: number[] = [];
  const first = new Map<string, Place>();
  const numbers = new Map<string, number>();
  return {
    add(cell, place) {
      const label = labelIn(cell, place);
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
      if (numeric) checkWhole(first);
      const names = numeric
        ? [...new Set(written.map(Number))].sort((a, b) => a - b).map(String)
        : written.toSorted();
      const byName = new Map(names.map((name, index) => [name, index]));
      const indexOf = written.map((label) => byName.get(numeric ? String(Number(label)) : label) ?? 0);
      return { names, indices: Float64Array.from(labels, (label) => indexOf[label]) };
    },
  };
}

function checkWhole(first: ReadonlyMap<string, Place>): void {
  for (const [label, place] of first) {
    if (Number.isInteger(Number(label))) continue;
    throw cellError(
      place,
      `must be a class, text or a whole number, got ${label}: say targets: values to learn the number itself`,
    );
  }
}

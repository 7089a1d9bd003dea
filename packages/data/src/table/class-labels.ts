import { cellError, isNumber, type RowPlace, shortened } from "./cells.js";

/** What the labels of a column stand for. */
interface Classes {
  readonly names: readonly string[];
  /** The index into `names` of each label, by its number. */
  readonly indexOf: Float64Array;
}

/** Numbers the labels of a column as they come, and sorts the classes when all are there. */
export interface LabelNumbers {
  /** How many different labels there are so far. */
  readonly size: number;
  /** The number of a label: from 0, in the order in which they first came. */
  numberOf(label: string, place: RowPlace): number;
  /** @throws RetrogradError E_DATA_FORMAT for classes that are fractions, or whole numbers that float64 does not hold apart */
  classes(): Classes;
}

/** Numbers of the labels of a column. Where all are numbers they are whole ones ("1" and "1.0" are one class), sorted by value,
 *  and none beyond 2^53; else they are text, sorted by their characters. `otherwise` says what to do with fractions. */
export function numberLabels(
  column: string,
  otherwise = "say targets: values to learn the number itself",
): LabelNumbers {
  const first = new Map<string, RowPlace>();
  const numbers = new Map<string, number>();
  return {
    get size() {
      return numbers.size;
    },
    numberOf(label, place) {
      const known = numbers.get(label);
      if (known !== undefined) return known;
      const number = numbers.size;
      numbers.set(label, number);
      first.set(label, place);
      return number;
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
      return { names, indexOf: Float64Array.from(indexOf) };
    },
  };
}

function checkWhole(first: ReadonlyMap<string, RowPlace>, column: string, otherwise: string): void {
  for (const [label, place] of first) {
    const number = Number(label);
    if (Number.isSafeInteger(number)) continue;
    const problem = Number.isInteger(number)
      ? `must be a class, text or a whole number smaller than 2^53, as larger ones are not held apart, got ${shortened(label)}: write it as text, with a letter in it`
      : `must be a class, text or a whole number, got ${shortened(label)}: ${otherwise}`;
    throw cellError(place, column, problem);
  }
}

import { formatError } from "../format-error.js";
import { isNumber, shortened } from "../table/cells.js";

/** What `findHeader` decides by. */
export interface HeaderRule {
  /** Names of the columns that the model takes; undefined if the training had none. */
  readonly names?: readonly string[] | undefined;
  /** The decision of the user, if any. */
  readonly header?: boolean | undefined;
  /** Whether a line of words may be a row of categories, because the training had categories and no header. */
  readonly wordsAreCells: boolean;
  /** File and line, for errors. */
  readonly place: string;
}

/** The first line of a table of new inputs. */
export interface HeaderDecision {
  readonly header: boolean;
  /** The cells. One that is a name of the training in another spelling is replaced by that name: 1100.0 by 1100. */
  readonly cells: readonly string[];
  /** Warning about a header that could also be a sample. */
  readonly notice?: string;
}

/** Decides whether the first line is a header, unless the user has decided. It is a header if
 *  - none of its cells is a number, or
 *  - one of its cells is a name of the training that is not a number, or
 *  - it has all names of the training, as text or as the same numbers (with a warning if it could also be a sample).
 *  A line of numbers is a sample, but one that has most of the names, or counts 0, 1, 2, ..., is refused.
 *  @throws RetrogradError E_DATA_FORMAT when a header cannot be distinguished from a sample */
export function findHeader(first: readonly string[], rule: HeaderRule): HeaderDecision {
  const trimmed = first.map((cell) => cell.trim());
  const cells = withTrainedNames(trimmed, rule.names ?? []);
  if (rule.header !== undefined) return { header: rule.header, cells };
  if (rule.wordsAreCells) return { header: false, cells };
  const { names } = rule;
  const numeric = trimmed.every(isNumber);
  if (names === undefined) {
    // without names to compare with, a line with an empty cell is not a header
    if (numeric) refuseLikelyNames(trimmed, rule);
    return { header: trimmed.every((cell) => cell !== "" && !isNumber(cell)), cells };
  }
  if (names.every((name) => cells.includes(name))) {
    return { header: true, cells, ...(numeric ? { notice: mayBeSample(first, rule) } : {}) };
  }
  if (numeric) {
    refuseLikelyNames(cells, rule);
    return { header: false, cells };
  }
  const words = names.filter((name) => !isNumber(name));
  return { header: !trimmed.some(isNumber) || words.some((name) => cells.includes(name)), cells };
}

/** Replaces each number by the name of the training that is the same number, unless two names are the same number. */
function withTrainedNames(cells: readonly string[], names: readonly string[]): readonly string[] {
  const numbers = new Map(names.filter(isNumber).map((name) => [Number(name), name]));
  if (numbers.size < names.filter(isNumber).length) return cells;
  const exact = new Set(names);
  return cells.map((cell) =>
    exact.has(cell) || !isNumber(cell) ? cell : (numbers.get(Number(cell)) ?? cell),
  );
}

const shownCells = (cells: readonly string[]) =>
  `${cells.slice(0, 4).map(shortened).join(", ")}${cells.length > 4 ? ", ..." : ""}`;

function mayBeSample(first: readonly string[], { place }: HeaderRule): string {
  return `${place}: ${shownCells(first)} are the names of the training's columns, so this line is read as the header; if it is a sample, pass --no-header`;
}

// fewer numbers that count 0, 1, ... may be a sample
const [minCounting, minEven] = [3, 8];

/** Refuses a line of numbers that are more likely names than a sample. */
function refuseLikelyNames(cells: readonly string[], { names = [], place }: HeaderRule): void {
  const numbers = cells.map(Number);
  const matches = names.filter((name) => cells.includes(name)).length;
  const mostly = new Set(numbers).size === numbers.length && matches > 0 && 2 * matches > names.length;
  const counting = numbers.length >= minCounting && numbers.every((number, index) => number === index);
  const even = names.length === 0 && numbers.length >= minEven && isEvenlySpaced(numbers);
  if (!mostly && !counting && !even) return;
  const why = mostly
    ? `has ${matches} of the ${names.length} names of the training's columns, but not ${shownCells(names.filter((name) => !cells.includes(name)))}`
    : `may be a header or a sample (${shownCells(cells)})`;
  throw formatError(
    place,
    `${why}: pass --header if this line names the columns, or --no-header if it is a sample`,
  );
}

function isEvenlySpaced(numbers: readonly number[]): boolean {
  const step = numbers[1] - numbers[0];
  return (
    step > 0 &&
    numbers.every(
      (number, index) =>
        index === 0 || Math.abs(number - numbers[index - 1] - step) < 1e-9 * Math.abs(number),
    )
  );
}

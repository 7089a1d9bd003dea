import { formatError } from "../format-error.js";
import { isNumber, shortened } from "../table/cells.js";

/** What tells whether the first line of new inputs names their columns. */
export interface HeaderRule {
  /** Names of the columns that the model takes; none where the training had none. */
  readonly names?: readonly string[] | undefined;
  /** What the user says. */
  readonly header?: boolean | undefined;
  /** Whether a line of words may be a row of categories: the training had no header. */
  readonly wordsAreCells: boolean;
  /** Where the line stands, for errors. */
  readonly place: string;
}

/** What the first line is. */
export interface HeaderFound {
  readonly header: boolean;
  /** The cells, those that are a name of the training in another spelling replaced by it: 1100.0 by 1100. */
  readonly cells: readonly string[];
  /** What to say of a header that could be a sample as well. */
  readonly remark?: string;
}

/** Whether the first line is a header. Where the user does not say: it is, where none of its cells is a number, where one of them
 *  is a name of the training that is no number, or where it holds all names of the training, as text or as the same numbers; what
 *  could be a sample as well is said. A line of numbers is a sample, unless it holds most of the names or counts 0, 1, 2, ...: that is refused.
 *  @throws RetrogradError E_DATA_FORMAT where nothing can tell a header from a sample */
export function findHeader(first: readonly string[], rule: HeaderRule): HeaderFound {
  const written = first.map((cell) => cell.trim());
  const cells = asNamed(written, rule.names ?? []);
  if (rule.header !== undefined) return { header: rule.header, cells };
  if (rule.wordsAreCells) return { header: false, cells };
  const { names } = rule;
  const numeric = written.every(isNumber);
  if (names === undefined) {
    // a line with an empty cell is a header only where its names can be compared with those of the training
    if (numeric) refuseLikelyNames(written, rule);
    return { header: written.every((cell) => cell !== "" && !isNumber(cell)), cells };
  }
  if (names.every((name) => cells.includes(name))) {
    return { header: true, cells, ...(numeric ? { remark: mayBeSample(first, rule) } : {}) };
  }
  if (numeric) {
    refuseLikelyNames(cells, rule);
    return { header: false, cells };
  }
  const words = names.filter((name) => !isNumber(name));
  return { header: !written.some(isNumber) || words.some((name) => cells.includes(name)), cells };
}

/** The cells with the names of the training in the place of the same numbers, where no two names are the same number. */
function asNamed(written: readonly string[], names: readonly string[]): readonly string[] {
  const numbers = new Map(names.filter(isNumber).map((name) => [Number(name), name]));
  if (numbers.size < names.filter(isNumber).length) return written;
  const exact = new Set(names);
  return written.map((cell) =>
    exact.has(cell) || !isNumber(cell) ? cell : (numbers.get(Number(cell)) ?? cell),
  );
}

const shownCells = (cells: readonly string[]) =>
  `${cells.slice(0, 4).map(shortened).join(", ")}${cells.length > 4 ? ", ..." : ""}`;

function mayBeSample(first: readonly string[], { place }: HeaderRule): string {
  return `${place}: ${shownCells(first)} are the names of the training's columns, so this line is taken as the header; if it is a sample, say --no-header`;
}

// fewer that count 0, 1, ... may well be a sample
const [fewestCounted, fewestEven] = [3, 8];

/** Refuses a line of numbers that are more likely names than a sample. */
function refuseLikelyNames(cells: readonly string[], { names = [], place }: HeaderRule): void {
  const numbers = cells.map(Number);
  const known = names.filter((name) => cells.includes(name)).length;
  const mostly = new Set(numbers).size === numbers.length && known > 0 && 2 * known > names.length;
  const counted = numbers.length >= fewestCounted && numbers.every((number, at) => number === at);
  const even = names.length === 0 && numbers.length >= fewestEven && isEvenlySpaced(numbers);
  if (!mostly && !counted && !even) return;
  const why = mostly
    ? `has ${known} of the ${names.length} names of the training's columns, and not ${shownCells(names.filter((name) => !cells.includes(name)))}`
    : `may be a header or a sample (${shownCells(cells)})`;
  throw formatError(
    place,
    `${why}: say --header if this line names the columns, or --no-header if it is a sample`,
  );
}

function isEvenlySpaced(numbers: readonly number[]): boolean {
  const step = numbers[1] - numbers[0];
  return (
    step > 0 &&
    numbers.every(
      (number, at) => at === 0 || Math.abs(number - numbers[at - 1] - step) < 1e-9 * Math.abs(number),
    )
  );
}

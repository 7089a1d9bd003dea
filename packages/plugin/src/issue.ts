/** Codes of what can be wrong with a model or with the options of anything registered. */
export type IssueCode =
  | "RG2001" // unknown name of a layer, loss, initializer, optimizer, metric or data set
  | "RG2002" // an entry that is neither a name nor `Name: options`
  | "RG2003" // unknown option
  | "RG2004" // an option of the wrong type or range
  | "RG2005" // a missing option
  | "RG2006" // shapes that do not fit
  | "RG2007" // a loss that is not last, or a last layer that is no loss
  | "RG2008" // an id given twice
  | "RG2009" // a wrong input shape or list of layers
  | "RG2011"; // a metric that does not fit the loss, or is listed twice

/** A path into a document: keys and positions in lists. */
export type Path = readonly (string | number)[];

/** One mistake in a model or in options, found before anything is computed. */
export interface Issue {
  readonly code: IssueCode;
  /** Where it is, from the root of what was checked. */
  readonly path: Path;
  /** Whether the mistake is in the key or in the value at `path`. */
  readonly at: "key" | "value";
  /** What was expected and what came, in one sentence. */
  readonly message: string;
  /** What would have been right, as words: "a positive whole number". */
  readonly expected?: string;
  /** What came, as the message shows it. */
  readonly got?: string;
  /** The wrong word, where one of `known` was expected. */
  readonly word?: string;
  /** The word that is meant by a name of another framework. */
  readonly meant?: string;
  /** The words that would have been right. */
  readonly known?: readonly string[];
}

/** A path as people read it: `model.layers[2]`. */
export function formatPath(path: Path): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else text += text === "" ? step : `.${step}`;
  }
  return text;
}

/** Any value as one short line: numbers and names as written, strings quoted, lists and mappings cut after 60 characters. */
export function formatValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  // JSON would turn NaN and infinities into null
  const named = (_key: string, part: unknown) =>
    typeof part === "number" && !Number.isFinite(part) ? String(part) : part;
  const text = JSON.stringify(value, named) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** What the words of a check ask for: "must be a number" asks for "a number", "must have 2 items" for "2 items". */
export function demand(said: string): string {
  return said.replace(/^must (be |have )?/, "");
}

/** Codes of the mistakes in a model or in the options of a definition. */
export type IssueCode =
  | "RG2001" // unknown name of a layer, loss, initializer, optimizer, metric or data set
  | "RG2002" // an entry that is neither a name nor `Name: options`
  | "RG2003" // unknown option
  | "RG2004" // an option of the wrong type or range
  | "RG2005" // a missing option
  | "RG2006" // shapes that do not fit
  | "RG2007" // a loss that is not last, or a last layer that is not a loss
  | "RG2008" // a duplicate id
  | "RG2009" // a wrong input shape or list of layers
  | "RG2011" // a metric that does not fit the loss, or is listed twice
  | "RG2012" // a wrong `from`
  | "RG2013" // an output that nobody reads
  | "RG2014"; // a wrong `tie`

/** A path into a document: keys and list indices. */
export type Path = readonly (string | number)[];

/** One mistake in a model or in options, found before any computation. */
export interface Issue {
  readonly code: IssueCode;
  /** The path from the root of the checked value. */
  readonly path: Path;
  /** Whether the mistake is in the key or in the value at `path`. */
  readonly at: "key" | "value";
  /** What was expected and what was received, in one sentence. */
  readonly message: string;
  /** What is correct, in words: "a positive whole number". */
  readonly expected?: string;
  /** What was received, as the message shows it. */
  readonly got?: string;
  /** The wrong word, if one of `candidates` was expected. */
  readonly word?: string;
  /** The name of which `word` is an alias. */
  readonly aliasOf?: string;
  /** The words that are correct. */
  readonly candidates?: readonly string[];
}

/** A path as text: `model.layers[2]`. */
export function formatPath(path: Path): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else text += text === "" ? step : `.${step}`;
  }
  return text;
}

/** A value as one short line: strings in quotes, lists and mappings as JSON, cut after 60 characters. */
export function formatValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  // JSON would turn NaN and infinities into null
  const keepNonFinite = (_key: string, part: unknown) =>
    typeof part === "number" && !Number.isFinite(part) ? String(part) : part;
  const text = JSON.stringify(value, keepNonFinite) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** What a message demands: "a number" for "must be a number", "2 items" for "must have 2 items". */
export function expectation(message: string): string {
  return message.replace(/^must (be |have )?/, "");
}

import type { Definition } from "./contract/definition.js";
import { expectation, formatValue, type Issue, type Path } from "./issue.js";
import type { Checked } from "./options.js";

/** An entry in parts. */
export interface ParsedEntry {
  readonly type: string;
  readonly id?: string;
  /** Ids of the earlier layers that it reads. Undefined: the entry before. */
  readonly from?: readonly string[];
  /** Name of the input whose padding masks what it reads. Undefined: the mask of what it reads. */
  readonly mask?: string;
  /** For each parameter that is shared, the parameter of an earlier layer: { W: "embed.W" }. */
  readonly tie?: Readonly<Record<string, string>>;
  /** The options, unchecked: a mapping, the value of the main option, or undefined. */
  readonly options: unknown;
  /** Path of the options. */
  readonly path: Path;
}

/** The value of an entry, if any, and its mistakes. A wrong id, `from` or `tie` does not prevent a value. */
export interface EntryResult<T> {
  readonly value?: T;
  readonly issues: readonly Issue[];
}

const idPattern = /^[A-Za-z][A-Za-z0-9_]*$/;
const idRule = "must be letters, digits and _, starting with a letter";
const fromRule = 'must be the id of an earlier layer, or a list of ids such as "[Relu1, stem]"';
const maskRule = 'must be the name of an input with padding, such as "words"';
const tieRule = 'must map parameters to those of earlier layers, such as "{ W: embed.W }"';
const entryRule = 'must be a name, or one name with its options such as "Affine: { units: 10 }"';

/** Splits an entry into its parts: `"Relu"`, `{ Affine: 10 }`, `{ Affine: { units: 10 }, id: "hidden" }`,
 *  `{ Add: {}, from: ["hidden", "Relu1"] }`. */
export function parseEntry(entry: unknown, path: Path): EntryResult<ParsedEntry> {
  if (typeof entry === "string") return { value: { type: entry, options: undefined, path }, issues: [] };
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) return malformed(entry, path);
  const { id, from, mask, tie, ...optionsByType } = entry as Readonly<Record<string, unknown>>;
  const [type, other] = Object.keys(optionsByType);
  if (type === undefined) return malformed(entry, path);
  if (other !== undefined) return { issues: [secondName(type, other, path)] };
  const ids = typeof from === "string" ? [from] : from;
  const isFrom = Array.isArray(ids) && ids.length > 0 && ids.every((one) => typeof one === "string");
  const isTied = isTie(tie);
  const isId = typeof id === "string" && idPattern.test(id);
  return {
    value: {
      type,
      options: optionsByType[type],
      path: [...path, type],
      ...(isId ? { id } : {}),
      ...(isFrom ? { from: ids } : {}),
      ...(typeof mask === "string" ? { mask } : {}),
      ...(isTied ? { tie } : {}),
    },
    issues: [
      ...(id === undefined || isId ? [] : [wrongKey("id", idRule, id, path)]),
      ...(from === undefined || isFrom ? [] : [wrongKey("from", fromRule, from, path)]),
      ...(mask === undefined || typeof mask === "string" ? [] : [wrongKey("mask", maskRule, mask, path)]),
      ...(tie === undefined || isTied ? [] : [wrongKey("tie", tieRule, tie, path)]),
    ],
  };
}

function isTie(tie: unknown): tie is Readonly<Record<string, string>> {
  if (typeof tie !== "object" || tie === null || Array.isArray(tie)) return false;
  const targets = Object.values(tie);
  return targets.length > 0 && targets.every((target) => typeof target === "string");
}

function wrongKey(key: string, rule: string, value: unknown, path: Path): Issue {
  const got = formatValue(value);
  const message = `"${key}" ${rule}, got ${got}`;
  return { code: "RG2004", path: [...path, key], at: "value", message, expected: expectation(rule), got };
}

/** The options of an entry as a mapping. A lone value becomes the definition's main option. */
export function optionsMapping({ options, path }: ParsedEntry, definition: Definition): Checked<unknown> {
  if (options === undefined || options === null) return { value: {}, issues: [] };
  if (typeof options === "object" && !Array.isArray(options)) return { value: options, issues: [] };
  if (definition.mainOption !== undefined) return { value: { [definition.mainOption]: options }, issues: [] };
  const got = formatValue(options);
  const message = `${definition.type} has no main option that a lone value could set; write its options as a mapping, got ${got}`;
  return { issues: [{ code: "RG2002", path, at: "value", message, expected: "a mapping of options", got }] };
}

/** Two names in one entry: a missing "-", a wrong indentation, or a misspelled "id". */
function secondName(type: string, other: string, path: Path): Issue {
  return {
    code: "RG2002",
    path: [...path, other],
    at: "key",
    message: `an entry has one name, but this one has "${type}" and "${other}": start a new entry with "- ", or indent "${other}" further if it is an option of ${type}`,
    expected: 'one name with its options, "id", "from", "mask" and "tie"',
    got: formatValue(other),
    word: other,
    candidates: ["id", "from", "mask", "tie"],
  };
}

function malformed(entry: unknown, path: Path): { readonly issues: readonly Issue[] } {
  const got = formatValue(entry);
  const message = `${entryRule}, got ${got}`;
  return { issues: [{ code: "RG2002", path, at: "value", message, expected: expectation(entryRule), got }] };
}

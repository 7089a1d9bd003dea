import type { Definition } from "./contract/definition.js";
import { demand, formatValue, type Issue, type Path } from "./issue.js";
import type { Checked } from "./options.js";

/** An entry taken apart. */
export interface ParsedEntry {
  readonly type: string;
  readonly id?: string;
  /** The options as written: a mapping, the value of the main option, or nothing. */
  readonly written: unknown;
  /** Where the options stand. */
  readonly path: Path;
}

/** What could be read of an entry, and what is wrong with it; a wrong id hides nothing else. */
export interface FoundEntry<T> {
  readonly value?: T;
  readonly issues: readonly Issue[];
}

const idPattern = /^[A-Za-z][A-Za-z0-9_]*$/;
const idRule = "must be letters, digits and _, beginning with a letter";
const entryRule = 'must be a name, or one name with its options such as "Affine: { units: 10 }"';

/** Takes an entry apart: `"Relu"`, `{ Affine: 10 }`, `{ Affine: { units: 10 }, id: "hidden" }`. */
export function parseEntry(entry: unknown, path: Path): FoundEntry<ParsedEntry> {
  if (typeof entry === "string") return { value: { type: entry, written: undefined, path }, issues: [] };
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) return malformed(entry, path);
  const { id, ...named } = entry as Readonly<Record<string, unknown>>;
  const [type, other] = Object.keys(named);
  if (type === undefined) return malformed(entry, path);
  if (other !== undefined) return { issues: [secondName(type, other, path)] };
  const value = { type, written: named[type], path: [...path, type] };
  if (id === undefined) return { value, issues: [] };
  if (typeof id === "string" && idPattern.test(id)) return { value: { ...value, id }, issues: [] };
  const got = formatValue(id);
  const place = { path: [...path, "id"], at: "value" } as const;
  const message = `"id" ${idRule}, got ${got}`;
  return { value, issues: [{ code: "RG2004", ...place, message, expected: demand(idRule), got }] };
}

/** The options of an entry as a mapping: a value that stands alone becomes the definition's main option. */
export function writtenOptions(parsed: ParsedEntry, definition: Definition): Checked<unknown> {
  const { written, path } = parsed;
  if (written === undefined || written === null) return { value: {}, issues: [] };
  if (typeof written === "object" && !Array.isArray(written)) return { value: written, issues: [] };
  if (definition.mainOption !== undefined) return { value: { [definition.mainOption]: written }, issues: [] };
  const got = formatValue(written);
  const message = `${definition.type} has no option that may stand alone; write its options as a mapping, got ${got}`;
  return { issues: [{ code: "RG2002", path, at: "value", message, expected: "a mapping of options", got }] };
}

/** Two keys in one entry: a "-" or an indentation that was forgotten, or an "id" misspelt. */
function secondName(type: string, other: string, path: Path): Issue {
  return {
    code: "RG2002",
    path: [...path, other],
    at: "key",
    message: `an entry holds one name, but "${other}" stands beside "${type}": begin a new entry with "- ", or indent "${other}" further if it is an option of ${type}`,
    expected: 'one name with its options, and "id"',
    got: formatValue(other),
    word: other,
    known: ["id"],
  };
}

function malformed(entry: unknown, path: Path): { readonly issues: readonly Issue[] } {
  const got = formatValue(entry);
  const message = `${entryRule}, got ${got}`;
  return { issues: [{ code: "RG2002", path, at: "value", message, expected: demand(entryRule), got }] };
}

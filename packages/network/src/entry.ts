import type { Definition } from "./contract/definition.js";
import { formatValue, type Issue, type Path } from "./issue.js";
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

const idPattern = /^[A-Za-z][A-Za-z0-9_]*$/;

/** Takes an entry apart: `"Relu"`, `{ Affine: 10 }`, `{ Affine: { units: 10 }, id: "hidden" }`. */
export function parseEntry(entry: unknown, path: Path): Checked<ParsedEntry> {
  if (typeof entry === "string") return { value: { type: entry, written: undefined, path }, issues: [] };
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) return malformed(entry, path);
  const { id, ...named } = entry as Readonly<Record<string, unknown>>;
  const [type, ...others] = Object.keys(named);
  if (type === undefined || others.length > 0) return malformed(entry, path);
  if (id !== undefined && !(typeof id === "string" && idPattern.test(id))) {
    const message = `"id" must be letters, digits and _, beginning with a letter, got ${formatValue(id)}`;
    return { issues: [{ code: "RG2004", path: [...path, "id"], at: "value", message }] };
  }
  const value = { type, written: named[type], path: [...path, type], ...(id === undefined ? {} : { id }) };
  return { value, issues: [] };
}

/** The options of an entry as a mapping: a value that stands alone becomes the definition's main option. */
export function writtenOptions(parsed: ParsedEntry, definition: Definition): Checked<unknown> {
  const { written, path } = parsed;
  if (written === undefined || written === null) return { value: {}, issues: [] };
  if (typeof written === "object" && !Array.isArray(written)) return { value: written, issues: [] };
  if (definition.mainOption !== undefined) return { value: { [definition.mainOption]: written }, issues: [] };
  const message = `${definition.type} has no option that may stand alone; write its options as a mapping, got ${formatValue(written)}`;
  return { issues: [{ code: "RG2002", path, at: "value", message }] };
}

function malformed(entry: unknown, path: Path): { readonly issues: readonly Issue[] } {
  const message = `must be a name, or one name with its options such as "Affine: { units: 10 }", got ${formatValue(entry)}`;
  return { issues: [{ code: "RG2002", path, at: "value", message }] };
}

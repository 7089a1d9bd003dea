import { RetrogradError } from "@retrograd/core";
import type { Definition } from "./contract/definition.js";
import type { Schema, SchemaIssue } from "./contract/schema.js";
import { demand, formatValue, type Issue, type Path } from "./issue.js";
import { meantBy, numberIn } from "./other-names.js";

/** A checked value, or what is wrong with it. */
export type Checked<T> =
  | { readonly value: T; readonly issues: readonly [] }
  | { readonly value?: undefined; readonly issues: readonly Issue[] };

/** What keys are called elsewhere. */
type OtherKeys = Readonly<Record<string, readonly string[]>>;

/** Checks a value against a schema; `path` is where the value stands.
 *  @throws RetrogradError E_OPTION when the schema validates asynchronously */
export function checkValue<T>(
  schema: Schema<T>,
  value: unknown,
  path: Path,
  otherKeys: OtherKeys = {},
): Checked<T> {
  const result = schema["~standard"].validate(value);
  if (result instanceof Promise) {
    throw new RetrogradError("E_OPTION", "an options schema must validate synchronously");
  }
  if (result.issues === undefined) return { value: result.value, issues: [] };
  return { issues: result.issues.flatMap((issue) => toIssues(issue, { schema, value, path, otherKeys })) };
}

/** Checks the options of a definition; a missing options object counts as `{}`. */
export function checkOptions<O>(definition: Definition<O>, options: unknown, path: Path): Checked<O> {
  return checkValue(definition.options, options ?? {}, path, definition.optionsAlsoCalled);
}

// Fields that zod adds to an issue; other vendors leave them out and fall back to their message.
interface DetailedIssue extends SchemaIssue {
  readonly code?: string;
  readonly keys?: readonly string[];
  readonly expected?: string;
  readonly values?: readonly unknown[];
  readonly origin?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly inclusive?: boolean;
  readonly errors?: readonly (readonly DetailedIssue[])[];
}

const articles: Readonly<Record<string, string>> = {
  number: "a number",
  int: "a whole number",
  string: "a string",
  boolean: "true or false",
  array: "a list",
  object: "a mapping",
  record: "a mapping",
};

const counted: Readonly<Record<string, string>> = { string: "characters", array: "items" };

interface Root {
  readonly schema: unknown;
  readonly value: unknown;
  readonly path: Path;
  readonly otherKeys: OtherKeys;
}

function toIssues(issue: DetailedIssue, root: Root): Issue[] {
  const inner = (issue.path ?? []).map((step) => keyOf(typeof step === "object" ? step.key : step));
  const path = [...root.path, ...inner];
  const value = valueAt(root.value, inner);
  if (issue.code === "unrecognized_keys") {
    const known = keysOf(root.schema, inner);
    return (issue.keys ?? []).map((key) => unknownKey(key, path, known, root.otherKeys));
  }
  // a union's own message says nothing: the branch that got inside the value says what is wrong there
  if (issue.code === "invalid_union") {
    const branch = (issue.errors ?? []).find((errors) => errors.some((e) => (e.path ?? []).length > 0));
    if (branch !== undefined) {
      return branch.flatMap((e) => toIssues(e, { schema: undefined, value, path, otherKeys: {} }));
    }
  }
  const last = inner.at(-1);
  const name = last === undefined ? "the value" : `"${last}"`;
  const said = phrase(issue);
  const expected = demand(said);
  if (value === undefined && last !== undefined) {
    const message = `${name} is missing: it ${said}`;
    return [{ code: "RG2005", path: path.slice(0, -1), at: "value", message, expected, got: "nothing" }];
  }
  const words = rightWords(issue);
  const got = formatValue(value);
  return [
    {
      code: "RG2004",
      path,
      at: "value",
      message: `${name} ${said}, got ${got}${asNumber(issue, value)}`,
      expected,
      got,
      ...(typeof value === "string" && words.length > 0 ? { word: value, known: words } : {}),
    },
  ];
}

/** How to write a number that was written as text. */
function asNumber({ code, expected, message }: DetailedIssue, value: unknown): string {
  const wantsNumber = code === "invalid_type" && (expected === "number" || expected === "int");
  if (typeof value !== "string" || !(wantsNumber || /number/.test(message))) return "";
  const number = numberIn(value);
  const wantsWhole = expected === "int" || /whole number/.test(message);
  if (number === undefined || (wantsWhole && !Number.isInteger(number))) return "";
  return `: write ${number}, without quotes`;
}

/** The words that would have been right, where only some are. */
function rightWords({ code, expected, values = [] }: DetailedIssue): readonly string[] {
  if (code === "invalid_type" && expected === "boolean") return ["true", "false"];
  return values.filter((word) => typeof word === "string");
}

function unknownKey(key: string, path: Path, known: readonly string[], otherKeys: OtherKeys): Issue {
  const meant = meantBy(
    key,
    known.map((name) => ({ name, alsoCalled: Object.hasOwn(otherKeys, name) ? otherKeys[name] : undefined })),
  )?.name;
  const names = known.join(", ");
  return {
    code: "RG2003",
    path: [...path, key],
    at: "key",
    message: `unknown key "${key}"${known.length > 0 ? `. Known: ${names}` : ""}`,
    expected: known.length > 0 ? `one of ${names}` : "no such key",
    got: formatValue(key),
    word: key,
    known,
    ...(meant === undefined ? {} : { meant }),
  };
}

/** The keys that a schema's mapping at `path` may have, where the schema shows them as zod does; else none. */
function keysOf(schema: unknown, path: Path): readonly string[] {
  let current = unwrap(schema);
  for (const step of path) {
    if (!isObject(current) || !isObject(current.shape)) return [];
    current = unwrap(current.shape[step]);
  }
  return isObject(current) && isObject(current.shape) ? Object.keys(current.shape) : [];
}

/** The schema beneath defaults and optionals. */
function unwrap(schema: unknown): unknown {
  let current = schema;
  while (isObject(current) && isObject(current.def) && current.def.innerType !== undefined) {
    current = current.def.innerType;
  }
  return current;
}

function isObject(value: unknown): value is Record<string | number, unknown> {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

function phrase(issue: DetailedIssue): string {
  if (issue.message.startsWith("must ")) return issue.message;
  switch (issue.code) {
    case "invalid_type":
      return `must be ${articles[issue.expected ?? ""] ?? issue.expected}`;
    case "invalid_value":
      return `must be ${(issue.values ?? []).map(formatValue).join(" or ")}`;
    case "too_small":
      if (issue.origin !== undefined && issue.origin in counted) {
        return `must have at least ${issue.minimum} ${counted[issue.origin]}`;
      }
      return `must be ${issue.inclusive === false ? ">" : ">="} ${issue.minimum}`;
    case "too_big":
      if (issue.origin !== undefined && issue.origin in counted) {
        return `must have at most ${issue.maximum} ${counted[issue.origin]}`;
      }
      return `must be ${issue.inclusive === false ? "<" : "<="} ${issue.maximum}`;
    default:
      return `is wrong (${issue.message})`;
  }
}

function keyOf(step: PropertyKey): string | number {
  return typeof step === "symbol" ? String(step) : step;
}

function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const step of path) {
    if (!isObject(value) || !Object.hasOwn(value, step)) return undefined;
    value = value[step];
  }
  return value;
}

import { RetrogradError } from "@retrograd/core";
import { findByAlias } from "./aliases.js";
import type { Definition } from "./contract/definition.js";
import type { Schema, SchemaIssue } from "./contract/schema.js";
import { expectation, formatValue, type Issue, type Path } from "./issue.js";
import { numberFromText } from "./number-from-text.js";
import { schemaKeys } from "./schema-keys.js";

/** A checked value, or the mistakes in it. */
export type Checked<T> =
  | { readonly value: T; readonly issues: readonly [] }
  | { readonly value?: undefined; readonly issues: readonly Issue[] };

/** Aliases of keys, by key. */
type KeyAliases = Readonly<Record<string, readonly string[]>>;

/** Checks a value against a schema. `path` is the path of the value.
 *  @throws RetrogradError E_OPTION when the schema validates asynchronously */
export function checkValue<T>(
  schema: Schema<T>,
  value: unknown,
  path: Path,
  keyAliases: KeyAliases = {},
): Checked<T> {
  const result = schema["~standard"].validate(value);
  if (result instanceof Promise) {
    throw new RetrogradError("E_OPTION", "an options schema must validate synchronously");
  }
  if (result.issues === undefined) return { value: result.value, issues: [] };
  return { issues: result.issues.flatMap((issue) => toIssues(issue, { schema, value, path, keyAliases })) };
}

/** Checks the options of a definition. Missing options count as `{}`. */
export function checkOptions<O>(definition: Definition<O>, options: unknown, path: Path): Checked<O> {
  return checkValue(definition.options, options ?? {}, path, definition.optionAliases);
}

// Fields that zod adds to an issue. Without them the issue is reported by its message.
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

const typePhrases: Readonly<Record<string, string>> = {
  number: "a number",
  int: "a whole number",
  string: "a string",
  boolean: "true or false",
  array: "a list",
  object: "a mapping",
  record: "a mapping",
};

const countedItems: Readonly<Record<string, string>> = { string: "characters", array: "items" };

interface Root {
  readonly schema: unknown;
  readonly value: unknown;
  readonly path: Path;
  readonly keyAliases: KeyAliases;
}

function toIssues(issue: DetailedIssue, root: Root): Issue[] {
  const inner = (issue.path ?? []).map((step) => keyOf(typeof step === "object" ? step.key : step));
  const path = [...root.path, ...inner];
  const value = valueAt(root.value, inner);
  if (issue.code === "unrecognized_keys") {
    const keys = schemaKeys(root.schema, inner);
    return (issue.keys ?? []).map((key) => unknownKey(key, path, keys, root.keyAliases));
  }
  // the message of a union does not name the mistake: report the branch that matched as far as inside the value
  if (issue.code === "invalid_union") {
    const branch = (issue.errors ?? []).find((errors) => errors.some((e) => (e.path ?? []).length > 0));
    if (branch !== undefined) {
      return branch.flatMap((e) => toIssues(e, { schema: undefined, value, path, keyAliases: {} }));
    }
  }
  const last = inner.at(-1);
  const name = last === undefined ? "the value" : `"${last}"`;
  const rule = ruleOf(issue);
  const expected = expectation(rule);
  if (value === undefined && last !== undefined) {
    const message = `${name} is missing: it ${rule}`;
    return [{ code: "RG2005", path: path.slice(0, -1), at: "value", message, expected, got: "nothing" }];
  }
  const words = allowedWords(issue);
  const got = formatValue(value);
  return [
    {
      code: "RG2004",
      path,
      at: "value",
      message: `${name} ${rule}, got ${got}${numberHint(issue, value)}`,
      expected,
      got,
      ...(typeof value === "string" && words.length > 0 ? { word: value, candidates: words } : {}),
    },
  ];
}

/** How to write the number that a text stands for, where a number was expected. */
function numberHint({ code, expected, message }: DetailedIssue, value: unknown): string {
  const isNumberExpected = code === "invalid_type" && (expected === "number" || expected === "int");
  if (typeof value !== "string" || !(isNumberExpected || /number/.test(message))) return "";
  const number = numberFromText(value);
  const isWholeExpected = expected === "int" || /whole number/.test(message);
  if (number === undefined || (isWholeExpected && !Number.isInteger(number))) return "";
  return `: write ${number}, without quotes`;
}

/** The correct words, if the schema lists them, also as one of several kinds of values. */
function allowedWords({ code, expected, values = [], errors = [] }: DetailedIssue): readonly string[] {
  if (code === "invalid_type" && expected === "boolean") return ["true", "false"];
  return [...values.filter((word) => typeof word === "string"), ...errors.flat().flatMap(allowedWords)];
}

function unknownKey(key: string, path: Path, candidates: readonly string[], keyAliases: KeyAliases): Issue {
  const aliasOf = findByAlias(
    key,
    candidates.map((name) => ({
      name,
      aliases: Object.hasOwn(keyAliases, name) ? keyAliases[name] : undefined,
    })),
  )?.name;
  const names = candidates.join(", ");
  return {
    code: "RG2003",
    path: [...path, key],
    at: "key",
    message: `unknown key "${key}"${candidates.length > 0 ? `. Known: ${names}` : ""}`,
    expected: candidates.length > 0 ? `one of ${names}` : "no such key",
    got: formatValue(key),
    word: key,
    candidates,
    ...(aliasOf === undefined ? {} : { aliasOf }),
  };
}

function isObject(value: unknown): value is Record<string | number, unknown> {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

function ruleOf(issue: DetailedIssue): string {
  if (issue.message.startsWith("must ")) return issue.message;
  switch (issue.code) {
    case "invalid_type":
      return `must be ${typePhrases[issue.expected ?? ""] ?? issue.expected}`;
    case "invalid_value":
      return `must be ${(issue.values ?? []).map(formatValue).join(" or ")}`;
    case "too_small":
      if (issue.origin !== undefined && issue.origin in countedItems) {
        return `must have at least ${issue.minimum} ${countedItems[issue.origin]}`;
      }
      return `must be ${issue.inclusive === false ? ">" : ">="} ${issue.minimum}`;
    case "too_big":
      if (issue.origin !== undefined && issue.origin in countedItems) {
        return `must have at most ${issue.maximum} ${countedItems[issue.origin]}`;
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

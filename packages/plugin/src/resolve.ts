import { RetrogradError } from "@retrograd/core";
import { type AliasMatch, findByAlias } from "./aliases.js";
import type { Definition, Entry } from "./contract/definition.js";
import { type EntryResult, optionsMapping, type ParsedEntry, parseEntry } from "./entry.js";
import { formatPath, formatValue, type Issue, type Path } from "./issue.js";
import { checkOptions } from "./options.js";
import { type Catalog, type Definitions, type Kind, kindNames, type Registry } from "./registry.js";

/** A registered definition with checked options, defaults filled in. */
export interface Resolved<K extends Kind> {
  readonly definition: Definitions[K];
  readonly options: unknown;
  readonly id?: string;
}

/** Finds the definition of an entry among some kinds, and checks its options and the entries that they name.
 *  An entry whose only mistake is its id has a value as well. */
export function resolveEntry<K extends Kind>(
  registry: Registry,
  kinds: readonly K[],
  entry: unknown,
  path: Path,
): EntryResult<Resolved<K>> {
  const parsed = withLayerKeys(parseEntry(entry, path), kinds, path);
  if (parsed.value === undefined) return { issues: parsed.issues };
  const { type, id, path: optionsPath } = parsed.value;
  const definition = find(registry, kinds, type);
  if (definition === undefined) {
    const unknown = unknownName(registry, kinds, type, optionsPath);
    const { aliasOf } = unknown;
    const inside = aliasOf === undefined ? [] : optionIssues(registry, kinds, parsed.value, aliasOf);
    return { issues: [...parsed.issues, unknown, ...inside] };
  }
  const mapping = optionsMapping(parsed.value, definition);
  if (mapping.issues.length > 0) return { issues: [...parsed.issues, ...mapping.issues] };
  const checked = checkOptions<unknown>(definition, mapping.value, optionsPath);
  const { references = {} } = definition;
  const fromReferences = referenceIssues(registry, references, mapping.value, optionsPath);
  // of an option that names something, the registry's issue says more than the schema's
  const referenceOptions = new Set(fromReferences.map((issue) => issue.path[optionsPath.length]));
  const fromSchema = checked.issues.filter(({ path }) => !referenceOptions.has(path[optionsPath.length]));
  const issues = [...fromSchema, ...fromReferences];
  if (issues.length > 0) return { issues: [...parsed.issues, ...issues] };
  return {
    value: { definition, options: checked.value, ...(id === undefined ? {} : { id }) },
    issues: parsed.issues,
  };
}

/** The same, for one kind, with an error that lists every mistake.
 *  @throws RetrogradError E_UNKNOWN_NAME or E_OPTION */
export function resolveOrThrow<K extends Kind>(registry: Registry, kind: K, entry: Entry): Resolved<K> {
  const { value, issues } = resolveEntry(registry, [kind], entry, [kindNames[kind]]);
  if (value !== undefined && issues.length === 0) return value;
  throw issuesError(issues, issues[0]?.code === "RG2001" ? "E_UNKNOWN_NAME" : "E_OPTION");
}

/** One error for a list of issues, one per line; `data.issues` holds them. */
export function issuesError(
  issues: readonly Issue[],
  code: "E_UNKNOWN_NAME" | "E_OPTION" | "E_MODEL",
): RetrogradError {
  const lines = issues.map((issue) => `${issue.code} ${formatPath(issue.path)}: ${issue.message}`);
  return new RetrogradError(code, lines.join("\n"), { data: { issues } });
}

function find<K extends Kind>(
  catalog: Catalog,
  kinds: readonly K[],
  type: string,
): Definitions[K] | undefined {
  for (const kind of kinds) {
    const definition = catalog[kind].get(type);
    if (definition !== undefined) return definition;
  }
  return undefined;
}

// A longer list hides the rest of the message.
const maxNames = 15;

function unknownName(registry: Registry, kinds: readonly Kind[], type: string, path: Path): Issue {
  const candidates = kinds.flatMap((kind) => [...registry[kind].keys()]).sort();
  const what = [...new Set(kinds.map((kind) => kindNames[kind]))].join(" or ");
  const names = candidates.join(", ") || "none; the registry is empty";
  const list =
    candidates.length > maxNames ? "docs/spec-format.md lists those that are built in" : `Known: ${names}`;
  const got = formatValue(type);
  const { name: aliasOf, caveat } = matchAlias(registry, kinds, type) ?? {};
  const message = `unknown ${what} ${got}. ${list}${caveat === undefined ? "" : `. ${caveat}`}`;
  return {
    code: "RG2001",
    path,
    at: "key",
    message,
    expected: `one of ${names}`,
    got,
    word: type,
    candidates,
    ...(aliasOf === undefined ? {} : { aliasOf }),
  };
}

/** The mistakes in the options of an alias, so that one check reports them together with the unknown name. */
function optionIssues(
  registry: Registry,
  kinds: readonly Kind[],
  { options, path }: ParsedEntry,
  aliasOf: string,
): readonly Issue[] {
  if (typeof options !== "object" || options === null || Array.isArray(options)) return [];
  const { issues } = resolveEntry(registry, kinds, { [aliasOf]: options }, path.slice(0, -1));
  return issues.map((issue) => ({ ...issue, path: [...path, ...issue.path.slice(path.length)] }));
}

function matchAlias(registry: Registry, kinds: readonly Kind[], type: string): AliasMatch | undefined {
  const definitions: readonly Definition[] = kinds.flatMap((kind) => [...registry[kind].values()]);
  const names = definitions.map(({ type: name, aliases }) => ({ name, aliases }));
  return findByAlias(type, names);
}

function referenceIssues(
  registry: Registry,
  references: Readonly<Record<string, Kind>>,
  options: unknown,
  path: Path,
): readonly Issue[] {
  return Object.entries(references).flatMap(([option, kind]) => {
    const entry = (options as Readonly<Record<string, unknown>>)[option];
    if (entry === undefined) return [];
    const { value, issues } = resolveEntry(registry, [kind], entry, [...path, option]);
    return value?.id === undefined ? issues : [...issues, unexpectedId([...path, option])];
  });
}

/** Reports `from`, `mask` and `tie` of an entry that is not in the list of layers. */
function withLayerKeys(
  parsed: EntryResult<ParsedEntry>,
  kinds: readonly Kind[],
  path: Path,
): EntryResult<ParsedEntry> {
  const { value } = parsed;
  if (value === undefined || kinds.includes("losses") || kinds.includes("blocks")) return parsed;
  const keys = (["from", "mask", "tie"] as const).filter((key) => value[key] !== undefined);
  return { ...parsed, issues: [...parsed.issues, ...keys.map((key) => unexpectedKey(key, path))] };
}

/** The issue of an id of the entry at `path`, which is not a layer. */
export function unexpectedId(path: Path): Issue {
  return unexpectedKey("id", path);
}

function unexpectedKey(key: string, path: Path): Issue {
  const message = `unknown key "${key}": only layers have one`;
  return { code: "RG2003", path: [...path, key], at: "key", message, expected: `no ${key}` };
}

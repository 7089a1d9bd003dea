import { RetrogradError } from "@retrograd/core";
import type { Definition, Entry } from "./contract/definition.js";
import { type FoundEntry, type ParsedEntry, parseEntry, writtenOptions } from "./entry.js";
import { formatPath, formatValue, type Issue, type Path } from "./issue.js";
import { checkOptions } from "./options.js";
import { type Meant, meantBy } from "./other-names.js";
import { type Catalog, type Definitions, type Kind, kindNames, type Registry } from "./registry.js";

/** A registered definition with options that it accepts, defaults filled in. */
export interface Resolved<K extends Kind> {
  readonly definition: Definitions[K];
  readonly options: unknown;
  readonly id?: string;
}

/** Finds what an entry names among some kinds, and checks its options and what those name in turn.
 *  Of an entry with nothing wrong but its id there is a value as well. */
export function resolveEntry<K extends Kind>(
  registry: Registry,
  kinds: readonly K[],
  entry: unknown,
  path: Path,
): FoundEntry<Resolved<K>> {
  const parsed = parseEntry(entry, path);
  if (parsed.value === undefined) return { issues: parsed.issues };
  const { type, id } = parsed.value;
  const definition = find(registry, kinds, type);
  if (definition === undefined) {
    const unknown = unknownName(registry, kinds, type, parsed.value.path);
    const inside =
      unknown.meant === undefined ? [] : issuesInside(registry, kinds, parsed.value, unknown.meant);
    return { issues: [...parsed.issues, unknown, ...inside] };
  }
  const written = writtenOptions(parsed.value, definition);
  if (written.issues.length > 0) return { issues: [...parsed.issues, ...written.issues] };
  const checked = checkOptions<unknown>(definition, written.value, parsed.value.path);
  const { references = {} } = definition;
  const { path: optionsPath } = parsed.value;
  const named = referenceIssues(registry, references, written.value, optionsPath);
  // what the registry says of an option that names something is more than what the schema says of it
  const told = new Set(named.map((issue) => issue.path[optionsPath.length]));
  const issues = [...checked.issues.filter(({ path }) => !told.has(path[optionsPath.length])), ...named];
  if (issues.length > 0) return { issues: [...parsed.issues, ...issues] };
  return {
    value: { definition, options: checked.value, ...(id === undefined ? {} : { id }) },
    issues: parsed.issues,
  };
}

/** What an entry names, or an error that lists all that is wrong with it.
 *  @throws RetrogradError E_UNKNOWN_NAME or E_OPTION */
export function resolveOrThrow<K extends Kind>(registry: Registry, kind: K, entry: Entry): Resolved<K> {
  const { value, issues } = resolveEntry(registry, [kind], entry, [kindNames[kind]]);
  if (value !== undefined && issues.length === 0) return value;
  throw issuesError(issues, issues[0]?.code === "RG2001" ? "E_UNKNOWN_NAME" : "E_OPTION");
}

/** One error for a list of issues, a line each; `data.issues` holds them. */
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

function unknownName(registry: Registry, kinds: readonly Kind[], type: string, path: Path): Issue {
  const known = kinds.flatMap((kind) => [...registry[kind].keys()]).sort();
  const what = kinds.map((kind) => kindNames[kind]).join(" or ");
  const names = known.join(", ") || "none; the registry is empty";
  const got = formatValue(type);
  const { name: meant, differs } = meantName(registry, kinds, type) ?? {};
  const message = `unknown ${what} ${got}. Known: ${names}${differs === undefined ? "" : `. ${differs}`}`;
  return {
    code: "RG2001",
    path,
    at: "key",
    message,
    expected: `one of ${names}`,
    got,
    word: type,
    known,
    ...(meant === undefined ? {} : { meant }),
  };
}

/** What is wrong with the options of an entry if it is what was meant, so that one go shows it too. */
function issuesInside(
  registry: Registry,
  kinds: readonly Kind[],
  { written, path }: ParsedEntry,
  meant: string,
): readonly Issue[] {
  if (typeof written !== "object" || written === null || Array.isArray(written)) return [];
  const { issues } = resolveEntry(registry, kinds, { [meant]: written }, path.slice(0, -1));
  return issues.map((issue) => ({ ...issue, path: [...path, ...issue.path.slice(path.length)] }));
}

function meantName(registry: Registry, kinds: readonly Kind[], type: string): Meant | undefined {
  const definitions: readonly Definition[] = kinds.flatMap((kind) => [...registry[kind].values()]);
  const names = definitions.map(({ type: name, alsoCalled }) => ({ name, alsoCalled }));
  return meantBy(type, names);
}

function referenceIssues(
  registry: Registry,
  references: Readonly<Record<string, Kind>>,
  written: unknown,
  path: Path,
): readonly Issue[] {
  return Object.entries(references).flatMap(([option, kind]) => {
    const entry = (written as Readonly<Record<string, unknown>>)[option];
    if (entry === undefined) return [];
    const { value, issues } = resolveEntry(registry, [kind], entry, [...path, option]);
    return value?.id === undefined ? issues : [...issues, idOfNoLayer([...path, option])];
  });
}

function idOfNoLayer(path: Path): Issue {
  const message = 'unknown key "id": only layers have one';
  return { code: "RG2003", path: [...path, "id"], at: "key", message, expected: "no id" };
}

/** A JSON text with one fault, and a description of the fault. */
export interface DamagedJson {
  readonly what: string;
  readonly text: string;
}

type Path = readonly (string | number)[];

const deep = `${"[".repeat(5000)}${"]".repeat(5000)}`;

/** The replacements of a value, as JSON: other types, numbers that are not valid counts, nesting deeper than the stack. */
const replacements = [
  "null",
  '"x"',
  '""',
  "-1",
  "0.5",
  "1e999",
  "1e300",
  "[]",
  "{}",
  "true",
  '{"__proto__":1}',
  deep,
];

/** Variants of a JSON text: each of its values replaced by each replacement, each key removed, and the text truncated. */
export function* damagedJson(text: string): Generator<DamagedJson> {
  const root: unknown = JSON.parse(text);
  for (const path of pathsOf(root)) {
    const place = path.join(".") || "the whole";
    for (const replacement of replacements) {
      const what = `${place} is ${replacement.slice(0, 20)}`;
      yield { what, text: withText(root, path, replacement) };
    }
    if (path.length > 0) yield { what: `${place} is removed`, text: JSON.stringify(without(root, path)) };
  }
  for (const part of [0, 0.3, 0.9]) {
    yield { what: `cut after ${part}`, text: text.slice(0, Math.floor(part * text.length)) };
  }
}

function* pathsOf(value: unknown, path: Path = []): Generator<Path> {
  yield path;
  if (typeof value !== "object" || value === null) return;
  // only the first and the last item of a list
  const keys = Array.isArray(value)
    ? [...new Set([0, value.length - 1])].filter((i) => i in value)
    : Object.keys(value);
  for (const key of keys) yield* pathsOf((value as Record<string | number, unknown>)[key], [...path, key]);
}

const mark = "the value to replace";

function withText(root: unknown, path: Path, replacement: string): string {
  return JSON.stringify(changed(root, path, () => mark)).replace(JSON.stringify(mark), () => replacement);
}

function without(root: unknown, path: Path): unknown {
  return changed(root, path, () => undefined);
}

function changed(value: unknown, [key, ...rest]: Path, change: () => unknown): unknown {
  if (key === undefined) return change();
  if (Array.isArray(value)) {
    return value.flatMap((item, i) => {
      const next = i === key ? changed(item, rest, change) : item;
      return next === undefined ? [] : [next];
    });
  }
  const mapping = value as Record<string, unknown>;
  return { ...mapping, [key]: changed(mapping[key], rest, change) };
}

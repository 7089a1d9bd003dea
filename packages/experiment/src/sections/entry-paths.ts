import { experimentSchema } from "./experiment-schema.js";
import { entry } from "./values.js";

/** Whether the value at a path of an experiment is an entry, such as `train.optimizer`. */
export function isEntryPath(path: readonly string[]): boolean {
  let schema: unknown = experimentSchema;
  for (const step of path) {
    const shape = property(unwrapped(schema), "shape");
    // a key of a file may have the name of a property of every object
    if (typeof shape !== "object" || shape === null || !Object.hasOwn(shape, step)) return false;
    schema = property(shape, step);
  }
  return unwrapped(schema) === entry;
}

/** The keys of the mapping at a path of an experiment. Empty if the value is not a mapping. */
export function keysAt(path: readonly string[]): readonly string[] {
  let schema: unknown = experimentSchema;
  for (const step of path) schema = property(property(unwrapped(schema), "shape"), step);
  return Object.keys(Object(property(unwrapped(schema), "shape")));
}

/** The schema beneath defaults and optionals. */
function unwrapped(schema: unknown): unknown {
  const inner = property(property(schema, "def"), "innerType");
  return inner === undefined ? schema : unwrapped(inner);
}

function property(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

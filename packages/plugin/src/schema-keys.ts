import type { Path } from "./issue.js";

/** The inner schema of the value at `path`, without defaults and optionals, for schemas with the structure of zod. Undefined
 *  if there is none. */
export function schemaAt(schema: unknown, path: Path): unknown {
  let current = unwrap(schema);
  for (const step of path) {
    // a key may have the name of a property of every object
    if (!isObject(current) || !isObject(current.shape) || !Object.hasOwn(current.shape, step))
      return undefined;
    current = unwrap(current.shape[step]);
  }
  return current;
}

/** The keys of a schema's mapping at `path`, for schemas with the structure of zod. Empty if there is none. */
export function schemaKeys(schema: unknown, path: Path): readonly string[] {
  const inner = schemaAt(schema, path);
  return isObject(inner) && isObject(inner.shape) ? Object.keys(inner.shape) : [];
}

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

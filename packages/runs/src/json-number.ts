/** A number in JSON. Numbers that are not finite are strings, since JSON cannot represent them. */
export type JsonNumber = number | "NaN" | "Infinity" | "-Infinity";

/** Converts the result of `toJsonNumber` back to a number. */
export function fromJsonNumber(value: JsonNumber): number {
  return Number(value);
}

/** Converts a number for JSON: NaN and infinities become strings. */
export function toJsonNumber(value: number): JsonNumber {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}

/** Converts a value to JSON text, its numbers with `toJsonNumber`. `indent`: spaces per level. Default: all on one line. */
export function toJsonText(value: unknown, indent?: number): string {
  const replacer = (_key: string, part: unknown) => (typeof part === "number" ? toJsonNumber(part) : part);
  return JSON.stringify(value, replacer, indent);
}

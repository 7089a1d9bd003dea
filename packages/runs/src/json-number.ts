/** A number in JSON, which has no words for the numbers that are not finite. */
export type JsonNumber = number | "NaN" | "Infinity" | "-Infinity";

/** The number that `toJsonNumber` has written. */
export function fromJsonNumber(value: JsonNumber): number {
  return Number(value);
}

/** A number as JSON can hold it: NaN and infinities become strings. */
export function toJsonNumber(value: number): JsonNumber {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}

/** A value as a JSON text, its numbers as `toJsonNumber` has them. */
export function toJsonText(value: unknown, indent?: number): string {
  const named = (_key: string, part: unknown) => (typeof part === "number" ? toJsonNumber(part) : part);
  return JSON.stringify(value, named, indent);
}

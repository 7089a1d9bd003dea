/** A mapping of a file that has not been checked yet. */
export type PlainMapping = Readonly<Record<string, unknown>>;

/** The value as a mapping, or undefined when it is none. */
export function asMapping(value: unknown): PlainMapping | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as PlainMapping)
    : undefined;
}

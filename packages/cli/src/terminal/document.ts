import { toJsonNumber } from "@retrograd/trainer/json-number";

/** The text of a document of `--json`: its schema first; numbers that are not finite as "NaN", "Infinity", "-Infinity". */
export function formatDocument(content: Readonly<Record<string, unknown>>): string {
  const named = (_key: string, part: unknown) => (typeof part === "number" ? toJsonNumber(part) : part);
  return `${JSON.stringify({ schema: 1, ...content }, named, 2)}\n`;
}

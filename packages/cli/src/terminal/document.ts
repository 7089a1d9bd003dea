import { toJsonText } from "@retrograd/trainer/json-number";

/** The text of a document of `--json`: its schema first; numbers that are not finite as "NaN", "Infinity", "-Infinity". */
export function formatDocument(content: Readonly<Record<string, unknown>>): string {
  return `${toJsonText({ schema: 1, ...content }, 2)}\n`;
}

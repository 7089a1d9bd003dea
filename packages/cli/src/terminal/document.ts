import { visibleJson } from "@retrograd/core";
import { toJsonText } from "@retrograd/runs/json-number";

/** The text of a document of `--json`. Its schema comes first; non-finite numbers are written as "NaN", "Infinity" and
 *  "-Infinity", and invisible characters are escaped. */
export function formatDocument(content: Readonly<Record<string, unknown>>): string {
  return `${formatJson({ schema: 1, ...content })}\n`;
}

/** The text of a part of such a document. */
export function formatJson(value: unknown): string {
  return visibleJson(toJsonText(value, 2));
}

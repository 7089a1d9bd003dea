import { visibleJson } from "@retrograd/core";
import { toJsonText } from "@retrograd/trainer/json-number";

/** The text of a document of `--json`: its schema first; numbers that are not finite as "NaN", "Infinity", "-Infinity";
 *  each character shows. */
export function formatDocument(content: Readonly<Record<string, unknown>>): string {
  return `${visibleJson(toJsonText({ schema: 1, ...content }, 2))}\n`;
}

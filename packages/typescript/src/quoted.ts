import { visibleJson } from "@retrograd/core";

/** A quoted string that JSON, JavaScript and YAML read as the same text. */
export function quoted(text: string): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return visibleJson(JSON.stringify(text)).replace(/[\ufffe\uffff]/g, escaped);
}

import { visibleJson } from "@retrograd/core";

/** A text in quotes as JSON, JavaScript and YAML read it alike; what none may hold as it stands is escaped. */
export function quoted(text: string): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return visibleJson(JSON.stringify(text)).replace(/[\ufffe\uffff]/g, escaped);
}

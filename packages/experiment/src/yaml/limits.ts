import type { LocatedMistake } from "../diagnostics/diagnostic.js";
import { maxCharacters, type Source } from "../source/source.js";

/** Maximum number of lexemes: words, signs, spaces and line ends. The reader's time and memory grow with them. */
export const maxLexemes = 20_000;

/** Maximum nesting of lists and mappings. Much deeper ones could overflow the stack. */
export const maxDepth = 64;

/** Maximum number of anchors, and of aliases. */
export const maxAliases = 100;

/** Maximum number of values once all aliases are expanded. */
export const maxValues = 100_000;

/** The first reason not to parse a text: its size, its encoding, or a character that YAML does not allow. */
export function checkText(source: Source): LocatedMistake | undefined {
  const { text } = source;
  const mistakeAt = (offset: number, code: "RG1001" | "RG1002" | "RG1003", got: string, message: string) => {
    return { span: { source, start: offset, end: offset + 1 }, code, path: [], got, message };
  };
  if (text.length > maxCharacters) {
    const message = `must have at most ${maxCharacters} characters, got ${text.length}`;
    return mistakeAt(0, "RG1001", String(text.length), message);
  }
  if (looksLikeUtf16(text))
    return mistakeAt(0, "RG1002", "UTF-16", "must be UTF-8 text, but looks like UTF-16");
  for (let offset = 0; offset < text.length; offset++) {
    const unit = text.charCodeAt(offset);
    if (isForbidden(unit)) {
      const name = `U+${unit.toString(16).toUpperCase().padStart(4, "0")}`;
      return mistakeAt(offset, "RG1003", name, `must be text, got the control character ${name}`);
    }
  }
  return undefined;
}

// UTF-16 decoded as UTF-8 starts with a mangled byte order mark, or has a NUL next to its first letter
function looksLikeUtf16(text: string): boolean {
  return text.startsWith("\uFFFD\uFFFD") || text[0] === "\uFFFE" || /^(\0[^\0]|[^\0]\0)/.test(text);
}

function isForbidden(unit: number): boolean {
  if (unit < 0x20) return unit !== 0x09 && unit !== 0x0a && unit !== 0x0d;
  return (unit >= 0x7f && unit <= 0x9f && unit !== 0x85) || unit >= 0xfffe;
}

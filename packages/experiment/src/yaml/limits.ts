import type { LocatedMistake } from "../diagnostics/diagnostic.js";
import { maxCharacters, type Source } from "../source/source.js";

/** Most lexemes, the words, signs, spaces and line ends that YAML is made of: what its reader's time and memory grow with. */
export const maxLexemes = 20_000;

/** Deepest nesting of lists and mappings; far deeper ones could end the process. */
export const maxDepth = 64;

/** Most anchors, and most aliases. */
export const maxAliases = 100;

/** Most values once all aliases are unfolded. */
export const maxValues = 100_000;

/** What forbids reading a text at all: its size, its encoding, characters that YAML does not allow. */
export function checkText(source: Source): LocatedMistake | undefined {
  const { text } = source;
  const at = (offset: number, code: "RG1001" | "RG1002" | "RG1003", got: string, message: string) => {
    return { span: { source, start: offset, end: offset + 1 }, code, path: [], got, message };
  };
  if (text.length > maxCharacters) {
    const message = `must have at most ${maxCharacters} characters, got ${text.length}`;
    return at(0, "RG1001", String(text.length), message);
  }
  if (looksLikeUtf16(text)) return at(0, "RG1002", "UTF-16", "must be UTF-8 text, but looks like UTF-16");
  for (let offset = 0; offset < text.length; offset++) {
    const unit = text.charCodeAt(offset);
    if (isForbidden(unit)) {
      const name = `U+${unit.toString(16).toUpperCase().padStart(4, "0")}`;
      return at(offset, "RG1003", name, `must be text, got the control character ${name}`);
    }
  }
  return undefined;
}

// UTF-16 that was decoded as UTF-8 begins with a mangled mark, or has a NUL beside its first letter
function looksLikeUtf16(text: string): boolean {
  return text.startsWith("\uFFFD\uFFFD") || text[0] === "\uFFFE" || /^(\0[^\0]|[^\0]\0)/.test(text);
}

function isForbidden(unit: number): boolean {
  if (unit < 0x20) return unit !== 0x09 && unit !== 0x0a && unit !== 0x0d;
  return (unit >= 0x7f && unit <= 0x9f && unit !== 0x85) || unit >= 0xfffe;
}

/** Formats of new inputs that are told by their content. */
export type FileKind = "idx" | "jsonl" | "csv";

/** What a file holds, by its first bytes: a table of text is CSV unless it begins with a brace. */
export function kindOfFile(bytes: Uint8Array): FileKind {
  const begins = (...start: readonly number[]) => start.every((byte, at) => bytes[at] === byte);
  if (begins(0x1f, 0x8b) || begins(0, 0, 8)) return "idx";
  return firstCharacter(bytes) === "{" ? "jsonl" : "csv";
}

/** The first character after a byte order mark, spaces and line ends. */
function firstCharacter(bytes: Uint8Array): string {
  const passed = new Set([0xef, 0xbb, 0xbf, 0x09, 0x0a, 0x0d, 0x20]);
  return String.fromCharCode(bytes.find((byte) => !passed.has(byte)) ?? 0);
}

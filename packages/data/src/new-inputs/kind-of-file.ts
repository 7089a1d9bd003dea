/** Formats of new inputs that are told by their content. */
type FileKind = "idx" | "npy" | "npz" | "parquet" | "image" | "jsonl" | "csv";

const starts: readonly (readonly [FileKind, readonly number[]])[] = [
  ["idx", [0x1f, 0x8b]],
  ["idx", [0, 0, 8]],
  ["npy", [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]],
  ["npz", [0x50, 0x4b, 3, 4]],
  ["parquet", [0x50, 0x41, 0x52, 0x31]],
  ["image", [0x89, 0x50, 0x4e, 0x47]],
  ["image", [0xff, 0xd8, 0xff]],
];

/** What a file holds, by its first bytes: a table of text is CSV unless it begins with a brace. */
export function kindOfFile(bytes: Uint8Array): FileKind {
  const found = starts.find(([, start]) => start.every((byte, at) => bytes[at] === byte));
  return found?.[0] ?? (firstCharacter(bytes) === "{" ? "jsonl" : "csv");
}

/** The first character after a byte order mark, spaces and line ends. */
function firstCharacter(bytes: Uint8Array): string {
  const passed = new Set([0xef, 0xbb, 0xbf, 0x09, 0x0a, 0x0d, 0x20]);
  return String.fromCharCode(bytes.find((byte) => !passed.has(byte)) ?? 0);
}

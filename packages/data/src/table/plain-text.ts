import type { FileKind } from "../kinds/file-kind.js";
import { kindBytes, kindOfFile, otherKind } from "../kinds/kind-of-file.js";

/** Maximum number of characters in a line of a table of text. */
export const maxLineLength = 2 ** 24;

const expected = { csv: "a table of text in UTF-8", jsonl: "JSON Lines in UTF-8" } as const;

/** The bytes of a UTF-8 text file without its byte order mark. `readBy`: the reader of the text.
 *  @throws RetrogradError E_DATA_FORMAT for a file of another kind, with its kind and what to do */
export function plainText(bytes: Uint8Array, name: string, readBy: keyof typeof expected): Uint8Array {
  const kind = kindOfFile(bytes.subarray(0, kindBytes));
  if (!isReadable(kind, bytes, readBy)) throw otherKind(name, expected[readBy], kind);
  const [first, second, third] = bytes;
  return first === 0xef && second === 0xbb && third === 0xbf ? bytes.subarray(3) : bytes;
}

function isReadable(
  { readBy, isUnknown }: FileKind,
  bytes: Uint8Array,
  reader: keyof typeof expected,
): boolean {
  // a wrong byte after the first line is reported with its line
  if (isUnknown) {
    const end = bytes.findIndex((byte) => byte === 10 || byte === 13);
    return !bytes.subarray(0, end < 0 ? kindBytes : end).includes(0);
  }
  // so is a line that is not JSON
  return readBy === reader || readBy === "csv";
}

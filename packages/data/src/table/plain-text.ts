import type { FileKind } from "../kinds/file-kind.js";
import { kindBytes, kindOfFile, otherKind } from "../kinds/kind-of-file.js";

/** The most characters that a line of a table of text may have. */
export const longestLine = 2 ** 24;

const takes = { csv: "a table of text in UTF-8", jsonl: "JSON Lines in UTF-8" } as const;

/** The bytes of a file of UTF-8 text after its byte order mark, if there is one. `readBy`: the reader of the text.
 *  @throws RetrogradError E_DATA_FORMAT for a file of another kind, which it names, and says what to do */
export function plainText(bytes: Uint8Array, name: string, readBy: keyof typeof takes): Uint8Array {
  const kind = kindOfFile(bytes.subarray(0, kindBytes));
  if (!isReadable(kind, bytes, readBy)) throw otherKind(name, takes[readBy], kind);
  const [first, second, third] = bytes;
  return first === 0xef && second === 0xbb && third === 0xbf ? bytes.subarray(3) : bytes;
}

function isReadable({ readBy, isUnknown }: FileKind, bytes: Uint8Array, wanted: keyof typeof takes): boolean {
  // a wrong byte in a line further down is told with that line
  if (isUnknown) {
    const end = bytes.findIndex((byte) => byte === 10 || byte === 13);
    return !bytes.subarray(0, end < 0 ? kindBytes : end).includes(0);
  }
  // so is a line that is no JSON
  return readBy === wanted || readBy === "csv";
}

import { formatError } from "../format-error.js";
import { type FileKind, type ReadableKind, standsAt } from "./file-kind.js";
import { signatures } from "./signatures.js";
import { textKind } from "./text-kind.js";
import { zipKind } from "./zip-kind.js";

/** How many of a file's first bytes say what it is. */
export const kindBytes = 2 ** 16;

const table: FileKind = { readBy: "csv", name: "a table of text", instead: 'read it with "csv"' };

/** What a file is by its first bytes, `kindBytes` of them or the whole file, whatever its name ends in. Text that is nothing else is a table. */
export function kindOfFile(bytes: Uint8Array): FileKind {
  return zipKind(bytes) ?? signedKind(bytes) ?? textKind(bytes) ?? unknownKind(bytes) ?? table;
}

/** Recognises the files that a reader of this package reads, for its `inputReader`. */
export function isReadBy(reader: ReadableKind): (bytes: Uint8Array) => boolean {
  return (bytes) => kindOfFile(bytes).readBy === reader;
}

/** Refuses a file that is of another kind than its reader takes. `what`: what it takes, with its article.
 *  @throws RetrogradError E_DATA_FORMAT saying what the file is, and what to do */
export function checkKind(
  bytes: Uint8Array,
  file: string,
  { readBy, what }: { readonly readBy: ReadableKind; readonly what: string },
): void {
  const kind = kindOfFile(bytes.subarray(0, kindBytes));
  if (kind.readBy !== readBy) throw otherKind(file, what, kind);
}

/** Refuses a file that is known to be of another kind; what is of no known kind is for its reader to refuse.
 *  @throws RetrogradError E_DATA_FORMAT saying what the file is, and what to do */
export function checkNoOtherKind(
  bytes: Uint8Array,
  file: string,
  { readBy, what }: { readonly readBy: ReadableKind; readonly what: string },
): void {
  if (bytes.length === 0) return;
  const kind = kindOfFile(bytes.subarray(0, kindBytes));
  if (kind.readBy !== readBy && kind.isUnknown !== true) throw otherKind(file, what, kind);
}

/** The error of a file that is of another kind than was expected. */
export function otherKind(file: string, what: string, { name, instead }: FileKind) {
  return formatError(file, `must be ${what}, got ${name}: ${instead}`, { file });
}

function signedKind(bytes: Uint8Array): FileKind | undefined {
  return signatures.find(
    ({ marks, noText }) =>
      marks.every(([at, characters]) => standsAt(bytes, at, characters)) &&
      (noText === undefined || !isText(bytes[noText])),
  );
}

/** Whether a byte may stand in text of ASCII; none does too. */
function isText(byte: number | undefined): boolean {
  return byte === undefined || (byte >= 0x20 && byte < 0x7f) || byte === 9 || byte === 10 || byte === 13;
}

/** What is no text: text has no NUL. */
function unknownKind(bytes: Uint8Array): FileKind | undefined {
  if (!bytes.subarray(0, kindBytes).includes(0)) return undefined;
  const start = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  return {
    isUnknown: true,
    name: `a binary file of an unknown kind (it begins with ${start})`,
    instead: "save it as CSV UTF-8",
  };
}

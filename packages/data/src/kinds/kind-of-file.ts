import { formatError } from "../format-error.js";
import { type FileKind, hasCharactersAt, type ReadableKind } from "./file-kind.js";
import { signatures } from "./signatures.js";
import { textKind } from "./text-kind.js";
import { zipKind } from "./zip-kind.js";

/** Number of bytes, from the start of a file, that decide its kind. */
export const kindBytes = 2 ** 16;

const table: FileKind = { readBy: "csv", name: "a table of text", instead: 'read it with "csv"' };

/** The kind of a file, decided by its first `kindBytes` bytes, not by its name. Text of no other kind is a table. */
export function kindOfFile(bytes: Uint8Array): FileKind {
  return zipKind(bytes) ?? signedKind(bytes) ?? textKind(bytes) ?? unknownKind(bytes) ?? table;
}

/** Recognises the files that a reader of this package reads, for its `inputReader`. */
export function isReadBy(reader: ReadableKind): (bytes: Uint8Array) => boolean {
  return (bytes) => kindOfFile(bytes).readBy === reader;
}

/** Refuses a file of another kind than its reader reads. `what`: the expected kind, with its article.
 *  @throws RetrogradError E_DATA_FORMAT with the kind of the file, and what to do */
export function checkKind(
  bytes: Uint8Array,
  file: string,
  { readBy, what }: { readonly readBy: ReadableKind; readonly what: string },
): void {
  const kind = kindOfFile(bytes.subarray(0, kindBytes));
  if (kind.readBy !== readBy) throw otherKind(file, what, kind);
}

/** Refuses a file of another known kind. A file of unknown kind is left to its reader.
 *  @throws RetrogradError E_DATA_FORMAT with the kind of the file, and what to do */
export function checkNoOtherKind(
  bytes: Uint8Array,
  file: string,
  { readBy, what }: { readonly readBy: ReadableKind; readonly what: string },
): void {
  if (bytes.length === 0) return;
  const kind = kindOfFile(bytes.subarray(0, kindBytes));
  if (kind.readBy !== readBy && kind.isUnknown !== true) throw otherKind(file, what, kind);
}

/** The error for a file of another kind than expected. */
export function otherKind(file: string, what: string, { name, instead }: FileKind) {
  return formatError(file, `must be ${what}, got ${name}: ${instead}`, { file });
}

function signedKind(bytes: Uint8Array): FileKind | undefined {
  return signatures.find(
    ({ marks, binaryAt }) =>
      marks.every(([offset, characters]) => hasCharactersAt(bytes, offset, characters)) &&
      (binaryAt === undefined || !isText(bytes[binaryAt])),
  );
}

/** Whether a byte can be in ASCII text, or is missing. */
function isText(byte: number | undefined): boolean {
  return byte === undefined || (byte >= 0x20 && byte < 0x7f) || byte === 9 || byte === 10 || byte === 13;
}

/** A file with a NUL byte, which text does not have. */
function unknownKind(bytes: Uint8Array): FileKind | undefined {
  if (!bytes.subarray(0, kindBytes).includes(0)) return undefined;
  const start = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  return {
    isUnknown: true,
    name: `a binary file of an unknown kind (it starts with ${start})`,
    instead: "save it as CSV UTF-8",
  };
}

/** The readers of this package, by their type. */
export type ReadableKind = "csv" | "idx" | "images" | "jsonl" | "npy" | "npz" | "parquet";

/** The kind of a file, decided by its content. */
export interface FileKind {
  /** The reader of this package that reads it; undefined if there is none. */
  readonly readBy?: ReadableKind;
  /** Whether it is a binary file of an unknown kind. */
  readonly isUnknown?: boolean;
  /** The kind with its article: "an Excel workbook". */
  readonly name: string;
  /** What the user can do to have it read: "save it as CSV UTF-8". */
  readonly instead: string;
}

/** Bytes, given as characters, that files of a kind have at some offsets. */
export interface Signature extends FileKind {
  readonly marks: readonly (readonly [offset: number, characters: string])[];
  /** An offset at which text with the same marks would have a character, and files of this kind do not. */
  readonly binaryAt?: number;
}

/** Whether the bytes from `offset` on are these characters, one per byte. */
export function hasCharactersAt(bytes: Uint8Array, offset: number, characters: string): boolean {
  if (offset + characters.length > bytes.length) return false;
  for (let index = 0; index < characters.length; index++) {
    if (bytes[offset + index] !== characters.charCodeAt(index)) return false;
  }
  return true;
}

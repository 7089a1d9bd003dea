/** The readers of this package, by their type. */
export type ReadableKind = "csv" | "idx" | "images" | "jsonl" | "npy" | "npz" | "parquet";

/** What a file is by its first bytes. */
export interface FileKind {
  /** What reads it; nothing where nothing does. */
  readonly readBy?: ReadableKind;
  /** Whether it is nothing that is known, and no text for certain. */
  readonly isUnknown?: boolean;
  /** The kind with its article: "an Excel workbook". */
  readonly name: string;
  /** What to do to have it read: "save it as CSV UTF-8". */
  readonly instead: string;
}

/** Characters of one byte each that files of a kind have, at some places. */
export interface Signature extends FileKind {
  readonly marks: readonly (readonly [at: number, characters: string])[];
  /** A place at which text, which may have the same marks, would have a character and this kind has none. */
  readonly noText?: number;
}

/** Whether these characters, one a byte, stand in the bytes from place `at` on. */
export function standsAt(bytes: Uint8Array, at: number, characters: string): boolean {
  if (at + characters.length > bytes.length) return false;
  for (let index = 0; index < characters.length; index++) {
    if (bytes[at + index] !== characters.charCodeAt(index)) return false;
  }
  return true;
}

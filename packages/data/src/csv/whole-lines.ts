import { formatError } from "../format-error.js";
import { joinBytes } from "../join-bytes.js";
import { maxLineLength, plainText } from "../table/plain-text.js";

// length of a byte order mark in bytes
const markLength = 3;

/** Options of `wholeLines`. */
export interface LineCutting {
  /** The file's name, for errors. */
  readonly path: string;
  /** The reader of the text. */
  readonly readBy: "csv" | "jsonl";
  /** The end of the last whole line in bytes that start with a line; 0 if there is none. */
  lastEnd(bytes: Uint8Array): number;
  /** Number of lines that the caller has read, for errors. */
  linesRead(): number;
  /** The message for a line that is too long. */
  tooLong(): string;
}

/** Cuts the text of a file into pieces of whole lines, without its byte order mark. A piece is valid until the next one is requested.
 *  @throws RetrogradError E_DATA_FORMAT for text that is not UTF-8, and for a line that is too long */
export async function* wholeLines(
  pieces: AsyncIterable<Uint8Array>,
  { path, readBy, lastEnd, linesRead, tooLong }: LineCutting,
): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array = new Uint8Array(0);
  let started = false;
  for await (const piece of pieces) {
    rest = joinBytes(rest, piece);
    if (!started && rest.length < markLength) {
      // a copy, because the memory of the piece is reused
      rest = rest.slice();
      continue;
    }
    if (!started) rest = plainText(rest, path, readBy);
    started = true;
    const end = lastEnd(rest);
    if (end > 0) yield rest.subarray(0, end);
    rest = rest.slice(end);
    if (rest.length > maxLineLength)
      throw formatError(`${path}:${linesRead() + 1}`, tooLong(), { file: path });
  }
  const last = started ? rest : plainText(rest, path, readBy);
  if (last.length > 0) yield last;
}

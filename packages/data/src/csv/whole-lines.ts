import { formatError } from "../format-error.js";
import { longestLine, plainText } from "../table/plain-text.js";

// bytes that a byte order mark has
const markLength = 3;

/** How a file of text is cut into whole lines. */
export interface LineCut {
  /** The file's name, for errors. */
  readonly path: string;
  /** The reader of the text. */
  readonly readBy: "csv" | "jsonl";
  /** Where the last line that is whole ends in bytes that begin with a line; 0 where none does. */
  lastEnd(bytes: Uint8Array): number;
  /** Lines that the caller has read, for errors. */
  linesRead(): number;
  /** What to say of a line that is too long. */
  tooLong(): string;
}

/** The text of a file without its byte order mark, cut anew so that no line is in two pieces; a piece is good until the next.
 *  @throws RetrogradError E_DATA_FORMAT for text that is no UTF-8, and for a line that is too long */
export async function* wholeLines(
  pieces: AsyncIterable<Uint8Array>,
  { path, readBy, lastEnd, linesRead, tooLong }: LineCut,
): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array = new Uint8Array(0);
  let begun = false;
  for await (const piece of pieces) {
    rest = joined(rest, piece);
    if (!begun && rest.length < markLength) {
      // the piece itself is used again
      rest = rest.slice();
      continue;
    }
    if (!begun) rest = plainText(rest, path, readBy);
    begun = true;
    const end = lastEnd(rest);
    if (end > 0) yield rest.subarray(0, end);
    rest = rest.slice(end);
    if (rest.length > longestLine) throw formatError(`${path}:${linesRead() + 1}`, tooLong(), { file: path });
  }
  const last = begun ? rest : plainText(rest, path, readBy);
  if (last.length > 0) yield last;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}

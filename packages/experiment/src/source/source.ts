/** Largest file, in characters; the YAML reader's time and memory stay small below it. */
export const maxCharacters = 262_144;

/** A text that values come from: the experiment file, a file that it extends, or one override. */
export interface Source {
  readonly kind: "file" | "base" | "set";
  /** The file's name, or `--set path=value`. */
  readonly file: string;
  readonly text: string;
  /** Line and column of an offset, both from 1; columns count UTF-16 units. */
  position(offset: number): Position;
  /** How many lines there are. */
  readonly lines: number;
  /** The text of a line without its end, counted from 1; "" beyond the last. */
  line(number: number): string;
}

/** A place in a text, both numbers from 1. */
interface Position {
  readonly line: number;
  readonly column: number;
}

/** A part of a source, as offsets; `end` is the first one after it. */
export interface Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** A source of a text. Lines end in LF or CRLF; those beyond the largest file that is read are not counted. */
export function createSource(kind: Source["kind"], file: string, text: string): Source {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0 && at < maxCharacters; at = text.indexOf("\n", at + 1)) {
    starts.push(at + 1);
  }
  return {
    kind,
    file,
    text,
    lines: starts.length,
    line: (number) => text.slice(starts[number - 1] ?? text.length, starts[number]).replace(/\r?\n$/, ""),
    position(offset) {
      let low = 0;
      let high = starts.length;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if ((starts[middle] ?? 0) <= offset) low = middle;
        else high = middle;
      }
      return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
    },
  };
}

/** A text without the byte order mark that some editors put first; positions count from after it. */
export function withoutByteOrderMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

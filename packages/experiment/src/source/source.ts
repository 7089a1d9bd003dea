/** Maximum size of a file, in characters. It bounds the time and memory of the YAML reader. */
export const maxCharacters = 262_144;

/** A text that holds values: the experiment file, a file that it extends, or one override. */
export interface Source {
  readonly kind: "file" | "base" | "set";
  /** The file's name, or `--set path=value`. */
  readonly file: string;
  readonly text: string;
  /** Line and column of an offset, both counted from 1. Columns count UTF-16 units. */
  position(offset: number): Position;
  /** Number of lines. */
  readonly lines: number;
  /** The text of a line without its line end. `number` counts from 1; "" after the last line. */
  line(number: number): string;
}

/** A position in a text, both numbers counted from 1. */
interface Position {
  readonly line: number;
  readonly column: number;
}

/** A range of a source as offsets. `end` is exclusive. */
export interface Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** Makes a source of a text. Lines end in LF or CRLF. Lines after `maxCharacters` are not counted. */
export function createSource(kind: Source["kind"], file: string, text: string): Source {
  const starts = [0];
  for (let end = text.indexOf("\n"); end >= 0 && end < maxCharacters; end = text.indexOf("\n", end + 1)) {
    starts.push(end + 1);
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

/** A text without its byte order mark. Positions count from after the mark. */
export function withoutByteOrderMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

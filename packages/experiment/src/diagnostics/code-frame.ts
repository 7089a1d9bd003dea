import type { Source, Span } from "../source/source.js";

/** Maximum number of characters shown of a line, half of them on each side of the marker. */
const maxWidth = 160;

/** The line of a span with a marker below it, and the lines before and after it:
 *  "> 12 |     - Rellu" above "     |       ^^^^^". A span of several lines is marked on its first line.
 *  A line longer than 160 characters is cut on both sides of the marker. */
export function codeFrame({ source, start, end }: Span): string {
  const first = source.position(start);
  const last = source.position(Math.max(start, end));
  const gutter = String(hasLineAfter(source, first.line) ? first.line + 1 : first.line).length;
  const line = source.line(first.line);
  const left = Math.max(0, Math.min(first.column - 1 - maxWidth / 2, line.length - maxWidth));
  const cut = (text: string) => printable(text.slice(left, left + maxWidth));
  const row = (number: number, sign: string) =>
    `${sign} ${String(number).padStart(gutter)} | ${cut(source.line(number))}`.trimEnd();
  const stop = last.line === first.line ? last.column - 1 : line.length;
  const length = Math.min(Math.max(1, stop - first.column + 1), left + maxWidth - first.column + 1);
  // keep tabs before the marker, so that it lines up with the text above
  const indent = cut(line.slice(0, first.column - 1)).replace(/[^\t]/g, " ");
  return [
    ...(first.line > 1 ? [row(first.line - 1, " ")] : []),
    row(first.line, ">"),
    `  ${" ".repeat(gutter)} | ${indent}${"^".repeat(length)}`,
    ...(hasLineAfter(source, first.line) ? [row(first.line + 1, " ")] : []),
  ].join("\n");
}

/** Whether another line follows. The empty rest after the last line break is not a line. */
function hasLineAfter(source: Source, line: number): boolean {
  return line + 1 < source.lines || source.line(line + 1) !== "";
}

/** Replaces each invisible character with "?", one for one, to keep the columns. Tabs stay. */
function printable(line: string): string {
  return line.replace(
    /[^\P{Cc}\t]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?!(?<=\p{Extended_Pictographic})\ufe0f)\p{Default_Ignorable_Code_Point}|(?<=#)#(?=\w*\[)/gu,
    "?",
  );
}

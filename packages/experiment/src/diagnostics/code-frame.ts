import type { Source, Span } from "../source/source.js";

/** Most characters of a line that are shown, half of them on each side of the mark. */
const widest = 160;

/** The line of a place with a mark below it, and the line before and after it:
 *  "> 12 |     - Rellu" over "     |       ^^^^^". Of a place of many lines the first is marked.
 *  Of a longer line than 160 characters only what stands around the mark is shown. */
export function codeFrame({ source, start, end }: Span): string {
  const first = source.position(start);
  const last = source.position(Math.max(start, end));
  const gutter = String(hasLineAfter(source, first.line) ? first.line + 1 : first.line).length;
  const marked = source.line(first.line);
  const left = Math.max(0, Math.min(first.column - 1 - widest / 2, marked.length - widest));
  const cut = (text: string) => printable(text.slice(left, left + widest));
  const row = (line: number, sign: string) =>
    `${sign} ${String(line).padStart(gutter)} | ${cut(source.line(line))}`.trimEnd();
  const stop = last.line === first.line ? last.column - 1 : marked.length;
  const length = Math.min(Math.max(1, stop - first.column + 1), left + widest - first.column + 1);
  // a tab before the mark stays a tab, so that the mark stands below what it means
  const indent = cut(marked.slice(0, first.column - 1)).replace(/[^\t]/g, " ");
  return [
    ...(first.line > 1 ? [row(first.line - 1, " ")] : []),
    row(first.line, ">"),
    `  ${" ".repeat(gutter)} | ${indent}${"^".repeat(length)}`,
    ...(hasLineAfter(source, first.line) ? [row(first.line + 1, " ")] : []),
  ].join("\n");
}

/** Whether a line follows; the nothing after the last line break is none. */
function hasLineAfter(source: Source, line: number): boolean {
  return line + 1 < source.lines || source.line(line + 1) !== "";
}

/** One character for each of the line's, so that columns stay; a tab stays a tab. */
function printable(line: string): string {
  return line.replace(
    /[^\P{Cc}\t]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?!(?<=\p{Extended_Pictographic})\ufe0f)\p{Default_Ignorable_Code_Point}|(?<=#)#(?=\w*\[)/gu,
    "?",
  );
}

import { codeFrameColumns } from "@babel/code-frame";
import { maxCharacters } from "../yaml/limits.js";
import { withoutByteOrderMark } from "../yaml/source.js";
import type { Diagnostic } from "./diagnostic.js";

/** A diagnostic as people read it: `file:line:column CODE path: message. Did you mean "Relu"?` and below it
 *  the line with the lines around it. `text` is the experiment file; an override shows its own text. */
export function formatDiagnostic(diagnostic: Diagnostic, text: string): string {
  const { file, line, column, code, path, message, suggestion } = diagnostic;
  const where = path === "" ? code : `${code} ${path}`;
  const hint = suggestion === undefined ? "" : `. Did you mean "${suggestion}"?`;
  return `${file}:${line}:${column} ${where}: ${message}${hint}\n${codeFrame(diagnostic, text)}`;
}

function codeFrame({ file, source, line, column, endLine, endColumn }: Diagnostic, text: string): string {
  // the file of an override is "--set path=value", its text what stands after the first space
  const shown = source === "set" ? file.slice(file.indexOf(" ") + 1) : withoutByteOrderMark(text);
  const lines = shown.slice(0, maxCharacters).split(/\r?\n/).map(printable);
  const lineEnd = (lines[line - 1]?.length ?? 0) + 1;
  const end = endLine === line ? endColumn : lineEnd;
  return codeFrameColumns(
    lines.join("\n"),
    { start: { line, column }, end: { line, column: Math.max(column, end) } },
    { highlightCode: false, linesAbove: 1, linesBelow: 1 },
  );
}

/** One character for each of the line's, so that columns stay; a tab stays a tab. */
function printable(line: string): string {
  return line.replace(/[^\P{Cc}\t]|[\p{Cf}\p{Zl}\p{Zp}]/gu, "?");
}

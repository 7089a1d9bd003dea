import type { Diagnostic } from "./diagnostic.js";

/** A diagnostic as text: `file:line:column CODE path: message. Did you mean "Relu"?`, with its frame below. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, code, path, message, suggestion, frame } = diagnostic;
  const where = path === "" ? code : `${code} ${path}`;
  const hint = suggestion === undefined ? "" : `. Did you mean "${suggestion}"?`;
  return `${file}:${line}:${column} ${where}: ${message}${hint}\n${frame}`;
}

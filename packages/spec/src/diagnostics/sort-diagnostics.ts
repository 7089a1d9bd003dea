import type { Diagnostic } from "./diagnostic.js";

const maxDiagnostics = 200;

/** Diagnostics in reading order: those of the file from top to bottom, then those of the overrides by their text.
 *  A mistake that aliases repeat is told once; after 200 the last one says how many more there are. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const sorted = diagnostics.toSorted(
    (a, b) => bySource(a, b) || a.line - b.line || a.column - b.column || a.endColumn - b.endColumn,
  );
  const seen = new Set<string>();
  const unique = sorted.filter((d) => {
    const key = [d.file, d.line, d.column, d.code, d.message].join("\n");
    return !seen.has(key) && seen.add(key);
  });
  const next = unique[maxDiagnostics];
  if (next === undefined) return unique;
  const message = `${unique.length - maxDiagnostics} more mistakes are not shown`;
  const { suggestion, ...place } = next;
  return [...unique.slice(0, maxDiagnostics), { ...place, code: "RG1018", message }];
}

function bySource(a: Diagnostic, b: Diagnostic): number {
  if (a.source !== b.source) return a.source === "file" ? -1 : 1;
  if (a.file === b.file) return 0;
  return a.file < b.file ? -1 : 1;
}

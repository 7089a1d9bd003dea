import type { Source } from "../source/source.js";
import { type Diagnostic, type LocatedMistake, toDiagnostic } from "./diagnostic.js";

const maxDiagnostics = 200;

const order: Readonly<Record<Source["kind"], number>> = { file: 0, base: 1, set: 2 };

/** Mistakes as diagnostics in reading order: those of the file from top to bottom, then those of the files that it extends,
 *  then those of the overrides by their text. A mistake that aliases repeat appears once. After 200 diagnostics, the last
 *  one reports how many more there are. */
export function collectDiagnostics(mistakes: readonly LocatedMistake[]): readonly Diagnostic[] {
  const sorted = mistakes.toSorted(
    (a, b) =>
      bySource(a.span.source, b.span.source) || a.span.start - b.span.start || a.span.end - b.span.end,
  );
  const seen = new Set<string>();
  const unique = sorted.filter(({ span, code, message }) => {
    const key = [span.source.file, span.start, code, message].join("\n");
    return !seen.has(key) && seen.add(key);
  });
  const diagnostics = unique.slice(0, maxDiagnostics).map(toDiagnostic);
  const next = unique[maxDiagnostics];
  if (next === undefined) return diagnostics;
  const message = `${unique.length - maxDiagnostics} more mistakes are not shown`;
  return [...diagnostics, toDiagnostic({ code: "RG1018", path: next.path, span: next.span, message })];
}

function bySource(a: Source, b: Source): number {
  if (a.kind !== b.kind) return order[a.kind] - order[b.kind];
  if (a.file === b.file) return 0;
  return a.file < b.file ? -1 : 1;
}

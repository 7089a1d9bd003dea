import { formatPath, type Path } from "@retrograd/network";
import type { Span } from "../yaml/source.js";
import type { Part } from "../yaml/source-tree.js";
import type { DiagnosticCode } from "./diagnostic-codes.js";
import { suggestionFor } from "./suggestion.js";
import { visibleText } from "./visible-text.js";

/** One mistake in an experiment file or an override, with its place. Plain data. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  /** What was expected and what came, in one sentence. */
  readonly message: string;
  /** The file, or `--set path=value`. */
  readonly file: string;
  /** Line and column count from 1, columns in UTF-16 units; the end is the first column after it. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** Where it is in the experiment: `model.layers[2].Affine.units`; empty for the file as a whole. */
  readonly path: string;
  /** The word that was probably meant. */
  readonly suggestion?: string;
  readonly source: "file" | "set";
}

/** What is wrong, before it is known where it stands in a text. */
export interface Mistake {
  readonly code: DiagnosticCode;
  readonly path: Path;
  readonly at: Part;
  readonly message: string;
  readonly got?: string;
  readonly known?: readonly string[];
}

/** A mistake as a diagnostic at a place. */
export function diagnosticAt(span: Span, mistake: Omit<Mistake, "at">): Diagnostic {
  const { source } = span;
  const { got, known = [] } = mistake;
  const start = source.position(span.start);
  const end = source.position(Math.max(span.start, span.end));
  const suggestion = got === undefined ? undefined : suggestionFor(got, known);
  return {
    code: mistake.code,
    message: visibleText(mistake.message),
    file: visibleText(source.file),
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    path: visibleText(formatPath(mistake.path)),
    ...(suggestion === undefined ? {} : { suggestion: visibleText(suggestion) }),
    source: source.kind,
  };
}

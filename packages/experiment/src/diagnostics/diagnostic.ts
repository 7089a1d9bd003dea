import { visibleText } from "@retrograd/core";
import { formatPath, type Path } from "@retrograd/plugin";
import type { Source, Span } from "../source/source.js";
import type { Part } from "../source/source-tree.js";
import { placeOfSpan, type TextPlace } from "../source/text-place.js";
import { codeFrame } from "./code-frame.js";
import { type DiagnosticCode, diagnosticCodes } from "./diagnostic-codes.js";
import { suggestionFor } from "./suggestion.js";

/** One mistake in an experiment file or an override, with its place. Plain data. */
export interface Diagnostic extends TextPlace {
  readonly code: DiagnosticCode;
  /** What was expected and what came, in one sentence. */
  readonly message: string;
  /** What would have been right, as words: "a positive whole number". */
  readonly expected: string;
  /** What came: a value as JSON, or the text at the place. */
  readonly got: string;
  /** The word that was probably meant. */
  readonly suggestion?: string;
  /** The file, or `--set path=value`. */
  readonly file: string;
  /** Where it is in the experiment: `model.layers[2].Affine.units`; empty for the file as a whole. */
  readonly path: string;
  readonly source: Source["kind"];
  /** The line, the lines around it, and a mark below what is wrong. */
  readonly frame: string;
}

/** What is wrong, before it is known where it stands in a text. */
export interface Mistake {
  readonly code: DiagnosticCode;
  readonly path: Path;
  readonly at: Part;
  readonly message: string;
  /** What would have been right; unless told, what the code always asks for. */
  readonly expected?: string;
  /** What came; unless told, the text at the mistake's place. */
  readonly got?: string;
  /** The wrong word, if one of `candidates` was expected. */
  readonly word?: string;
  readonly candidates?: readonly string[];
  /** The name of which `word` is an alias. */
  readonly aliasOf?: string;
}

/** What is wrong, and where it stands in a text. */
export interface LocatedMistake extends Omit<Mistake, "at"> {
  readonly span: Span;
}

const longestGot = 60;

/** A mistake as a diagnostic. */
export function toDiagnostic({ span, ...mistake }: LocatedMistake): Diagnostic {
  const { source } = span;
  const { code, word, candidates = [] } = mistake;
  const suggestion = mistake.aliasOf ?? (word === undefined ? undefined : suggestionFor(word, candidates));
  return {
    code,
    message: visibleText(mistake.message),
    expected: visibleText(mistake.expected ?? diagnosticCodes[code].expected),
    got: visibleText(mistake.got ?? textOf(span)),
    ...(suggestion === undefined ? {} : { suggestion: visibleText(suggestion) }),
    file: visibleText(source.file),
    ...placeOfSpan(span),
    path: visibleText(formatPath(mistake.path)),
    source: source.kind,
    frame: codeFrame(span),
  };
}

/** The first line of the text at a place, cut after 60 characters. */
function textOf({ source, start, end }: Span): string {
  const [line = ""] = source.text.slice(start, Math.min(end, start + longestGot + 1)).split(/\r?\n/);
  if (line === "") return "nothing";
  return line.length > longestGot ? `${line.slice(0, longestGot - 3)}...` : line;
}

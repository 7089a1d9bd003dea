import { visibleText } from "@retrograd/core";
import { formatPath, type Path } from "@retrograd/plugin";
import type { Source, Span } from "../source/source.js";
import type { Part } from "../source/source-tree.js";
import { placeOfSpan, type TextPlace } from "../source/text-place.js";
import { codeFrame } from "./code-frame.js";
import { type DiagnosticCode, diagnosticCodes } from "./diagnostic-codes.js";
import { suggestionFor } from "./suggestion.js";

/** One mistake in an experiment file or an override, with its position. Plain data. */
export interface Diagnostic extends TextPlace {
  readonly code: DiagnosticCode;
  /** One sentence: what was expected and what was received. */
  readonly message: string;
  /** What was expected, in words: "a positive whole number". */
  readonly expected: string;
  /** What was received: a value as JSON, or the text at the position. */
  readonly got: string;
  /** The word that was probably intended. */
  readonly suggestion?: string;
  /** The file, or `--set path=value`. */
  readonly file: string;
  /** The path in the experiment: `model.layers[2].Affine.units`. Empty for the whole file. */
  readonly path: string;
  readonly source: Source["kind"];
  /** The line and the lines around it, with a marker below the mistake. */
  readonly frame: string;
}

/** A mistake before its position in a text is known. */
export interface Mistake {
  readonly code: DiagnosticCode;
  readonly path: Path;
  readonly at: Part;
  readonly message: string;
  /** What was expected. Default: the code's `expected`. */
  readonly expected?: string;
  /** What was received. Default: the text at the mistake's position. */
  readonly got?: string;
  /** The wrong word, if one of `candidates` was expected. */
  readonly word?: string;
  readonly candidates?: readonly string[];
  /** The name of which `word` is an alias. */
  readonly aliasOf?: string;
}

/** A mistake with its position in a text. */
export interface LocatedMistake extends Omit<Mistake, "at"> {
  readonly span: Span;
}

const maxGotLength = 60;

/** Turns a mistake into a diagnostic. */
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

/** The first line of the text in a span, cut after 60 characters. */
function textOf({ source, start, end }: Span): string {
  const [line = ""] = source.text.slice(start, Math.min(end, start + maxGotLength + 1)).split(/\r?\n/);
  if (line === "") return "nothing";
  return line.length > maxGotLength ? `${line.slice(0, maxGotLength - 3)}...` : line;
}

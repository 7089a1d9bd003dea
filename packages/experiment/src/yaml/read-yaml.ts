import { Composer, type Node, type YAMLError } from "yaml";
import type { LocatedMistake } from "../diagnostics/diagnostic.js";
import { insteadOfVariable } from "../diagnostics/instead-of-variable.js";
import type { Source } from "../source/source.js";
import type { SourceNode } from "../source/source-tree.js";
import { checkText } from "./limits.js";
import { readTree } from "./read-tree.js";
import { scanTokens } from "./tokens.js";

/** A text as a tree of values with their positions. No root: the text could not be parsed. */
export interface ReadYaml {
  readonly root?: SourceNode;
  readonly mistakes: readonly LocatedMistake[];
}

/** Reads YAML 1.2, core schema, from offset `start` of a source: limits, tokens, document, tree.
 *  Never throws: an exception of the YAML reader becomes a mistake. */
export function readYaml(source: Source, start = 0): ReadYaml {
  const mistake = checkText(source);
  if (mistake !== undefined) return { mistakes: [mistake] };
  try {
    return compose(source, start);
  } catch (error) {
    const span = { source, start, end: start + 1 };
    const reason = error instanceof Error ? error.message : String(error);
    const message = `the YAML reader failed: ${reason}`;
    return { mistakes: [{ span, code: "RG1017", path: [], message }] };
  }
}

function compose(source: Source, start: number): ReadYaml {
  const { tokens, mistakes } = scanTokens(source, start);
  if (tokens === undefined) return { mistakes };
  // readTree compares keys: the composer's comparison takes quadratic time
  const composer = new Composer({
    schema: "core",
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: "silent",
  });
  const [document] = composer.compose(tokens, true, source.text.length - start);
  const syntax = syntaxMistakes(source, start, document?.errors ?? []);
  if (syntax.length > 0) return { mistakes: [...mistakes, ...syntax] };
  const contents = document?.contents;
  if (contents === null || contents === undefined || isEmpty(contents)) {
    const message = "has no value: it is empty or holds only comments";
    const span = { source, start, end: start };
    return { mistakes: [...mistakes, { span, code: "RG1015", path: [], message }] };
  }
  const tree = readTree(contents, source, start);
  return { ...tree, mistakes: [...mistakes, ...tree.mistakes] };
}

/** Whether a document has a "---" line and no content. */
function isEmpty({ range }: Node): boolean {
  return range?.[0] === range?.[1];
}

/** The first error of each line, up to the first unexpected token: errors after that one are noise. */
function syntaxMistakes(source: Source, start: number, errors: readonly YAMLError[]): LocatedMistake[] {
  const mistakes: LocatedMistake[] = [];
  let lastLine: number | undefined;
  for (const error of errors.toSorted((a, b) => a.pos[0] - b.pos[0])) {
    const mistake = syntaxMistake(source, start, error);
    const { line } = source.position(mistake.span.start);
    if (line !== lastLine) mistakes.push(mistake);
    lastLine = line;
    if (error.code === "UNEXPECTED_TOKEN") break;
  }
  return mistakes;
}

function syntaxMistake(source: Source, start: number, error: YAMLError): LocatedMistake {
  const span = { source, start: start + error.pos[0], end: start + error.pos[1] };
  if (error.code === "TAB_AS_INDENT") {
    const message = "tabs are not allowed as indentation, use spaces";
    return { span, code: "RG1006", path: [], got: "a tab", message };
  }
  const hint = hintFor(source, span.start, error);
  const message = `this is not YAML: ${error.message}${hint}`;
  return { span, code: "RG1005", path: [], message };
}

function hintFor(source: Source, offset: number, { code }: YAMLError): string {
  if (code === "BAD_DQ_ESCAPE") {
    return String.raw`; \ in "..." starts an escape: write a path in single quotes, 'C:\data\train.csv', or with /`;
  }
  if (code === "BLOCK_AS_IMPLICIT_KEY") return '; put quotes around a text that contains ": "';
  const isVariable = source.text[offset] === "{" && "${".includes(source.text[offset - 1] ?? " ");
  return isVariable ? `; ${insteadOfVariable("")}` : "";
}

import type { Environment } from "../../environment.js";
import { exitCodes } from "../../exit-codes.js";
import type { Explanation } from "../../explanations/explanation.js";
import { findExplanation } from "../../explanations/find-explanation.js";
import { explanationSources } from "../../explanations/sources.js";
import { createTerminal, type OutputFlags, type Terminal } from "../../terminal/terminal.js";
import { wrap } from "../../terminal/wrap.js";

/** Arguments of `retrograd explain`. */
export interface ExplainArguments extends OutputFlags {
  /** The code to explain. Default: list all codes. */
  readonly code?: string | undefined;
}

// shorter or longer lines are hard to read, whatever the width of the terminal
const [minWidth, maxWidth] = [40, 100];

/** Explains a code that Retrograd printed: its meaning, an example and how to fix it. Without a code, lists all codes. */
export function explain({ code, ...flags }: ExplainArguments, environment: Environment): number {
  const terminal = createTerminal(environment, flags);
  if (code === undefined) list(terminal);
  else show(terminal, findExplanation(explanationSources, code));
  return exitCodes.ok;
}

function list(terminal: Terminal): void {
  const { colours } = terminal;
  for (const [i, { heading, explanations }] of explanationSources.entries()) {
    terminal.result(`${i === 0 ? "" : "\n"}${colours.bold(heading)}`);
    const width = Math.max(...explanations.map(({ code }) => code.length));
    for (const { code, title } of explanations) terminal.result(`  ${code.padEnd(width)}   ${title}`);
  }
  terminal.document({ explanations: explanationSources.flatMap(({ explanations }) => explanations) });
}

function show(terminal: Terminal, explanation: Explanation): void {
  const { colours } = terminal;
  const width = Math.max(minWidth, Math.min(terminal.width, maxWidth));
  const fill = (text: string) => wrap(text, width, "");
  const { code, title, meaning, output, command, fix, example } = explanation;
  const part = (heading: string, text: string | undefined) =>
    text === undefined ? [] : [`${colours.dim(heading)}\n${text}`];
  const parts = [
    `${colours.bold(code)}  ${wrap(title, width - code.length - 2, " ".repeat(code.length + 2))}`,
    fill(meaning),
    ...part("what is printed", output && fill(output)),
    ...part("how to reproduce it", command?.replace(/^/, "  ")),
    ...part("how to fix it", fix && fill(fix)),
    ...part("example", example?.replaceAll(/^(?=.)/gm, "  ")),
  ];
  terminal.result(parts.join("\n\n"));
  terminal.document({ ...explanation });
}

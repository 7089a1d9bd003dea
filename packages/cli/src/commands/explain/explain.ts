import type { Environment } from "../../environment.js";
import { exitCodes } from "../../exit-codes.js";
import type { Explanation } from "../../explanations/explanation.js";
import { findExplanation } from "../../explanations/find-explanation.js";
import { explanationSources } from "../../explanations/sources.js";
import { createTerminal, type OutputFlags, type Terminal } from "../../terminal/terminal.js";
import { wrap } from "../../terminal/wrap.js";

/** Arguments of `retrograd explain`. */
export interface ExplainArguments extends OutputFlags {
  /** The code to explain; all are listed where it is left out. */
  readonly code?: string | undefined;
}

// shorter or longer lines are hard to read, whatever the terminal says of its width
const [narrowest, widest] = [40, 100];

/** Tells what a code means that Retrograd showed, how it looks and how to fix it; or lists all codes. */
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
  const width = Math.max(narrowest, Math.min(terminal.width, widest));
  const fill = (text: string) => wrap(text, width, "");
  const { code, title, meaning, looks, again, mend, example } = explanation;
  const part = (heading: string, text: string | undefined) =>
    text === undefined ? [] : [`${colours.dim(heading)}\n${text}`];
  const parts = [
    `${colours.bold(code)}  ${wrap(title, width - code.length - 2, " ".repeat(code.length + 2))}`,
    fill(meaning),
    ...part("how it looks", looks && fill(looks)),
    ...part("how to see it again", again?.replace(/^/, "  ")),
    ...part("how to fix it", mend && fill(mend)),
    ...part("example", example?.replaceAll(/^(?=.)/gm, "  ")),
  ];
  terminal.result(parts.join("\n\n"));
  terminal.document({ ...explanation });
}

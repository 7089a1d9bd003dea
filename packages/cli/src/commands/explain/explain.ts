import { RetrogradError } from "@retrograd/core";
import type { Environment } from "../../environment.js";
import { exitCodes } from "../../exit-codes.js";
import type { Explanation } from "../../explanations/explanation.js";
import { findExplanation } from "../../explanations/find-explanation.js";
import { explanationSources } from "../../explanations/sources.js";
import { createTerminal, type OutputFlags, type Terminal } from "../../terminal/terminal.js";
import { wrap } from "../../terminal/wrap.js";
import type { GraphFlags } from "./explain-layer.js";

/** Arguments of `retrograd explain`. */
export interface ExplainArguments extends OutputFlags, GraphFlags {
  /** The code, layer or loss to explain. Default: list all. */
  readonly name?: string | undefined;
}

// shorter or longer lines are hard to read, whatever the width of the terminal
const [minWidth, maxWidth] = [40, 100];

/** Explains a code that Retrograd printed: its meaning, an example and how to fix it; or draws the computational graph of a layer
 *  or a loss. Without a name, lists all. */
export async function explain(args: ExplainArguments, environment: Environment): Promise<number> {
  const { name } = args;
  const terminal = createTerminal(environment, args);
  const explanation = name === undefined ? undefined : findExplanation(explanationSources, name);
  if (explanation !== undefined) {
    if (args.values !== undefined || (args.format ?? "text") !== "text")
      throw new RetrogradError(
        "E_USAGE",
        `--values and --format are for layers and losses, and ${explanation.code} is a code`,
      );
    show(terminal, explanation);
    return exitCodes.ok;
  }
  const { explainLayer, listLayers } = await import("./explain-layer.js");
  if (name === undefined) list(terminal, await listLayers(args, environment));
  else await explainLayer({ ...args, name }, terminal, environment);
  return exitCodes.ok;
}

function list(
  terminal: Terminal,
  layers: readonly { readonly type: string; readonly summary: string }[],
): void {
  const sections = [
    ...explanationSources.map(({ heading, explanations }) => ({
      heading,
      rows: explanations.map(({ code, title }) => [code, title] as const),
    })),
    {
      heading: "Layers and losses with a computational graph",
      rows: layers.map(({ type, summary }) => [type, summary] as const),
    },
  ];
  const { colours } = terminal;
  for (const [i, { heading, rows }] of sections.entries()) {
    terminal.result(`${i === 0 ? "" : "\n"}${colours.bold(heading)}`);
    const width = Math.max(...rows.map(([name]) => name.length));
    for (const [name, title] of rows) terminal.result(`  ${name.padEnd(width)}   ${title}`);
  }
  terminal.document({
    explanations: explanationSources.flatMap(({ explanations }) => explanations),
    layers: layers.map(({ type, summary }) => ({ type, summary })),
  });
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

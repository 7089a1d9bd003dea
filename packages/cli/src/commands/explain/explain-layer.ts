import { RetrogradError, visibleText } from "@retrograd/core";
import { suggestionFor } from "@retrograd/experiment";
import { loadRegistry, valueText } from "@retrograd/node/command";
import { figureHtml, figureSvg, type LayerFigure, layerFigure } from "@retrograd/node/figure";
import { findByAlias, type LayerDefinition, type LossDefinition, type Registry } from "@retrograd/plugin";
import type { Environment } from "../../environment.js";
import { explanationSources } from "../../explanations/sources.js";
import { renderTable } from "../../terminal/table.js";
import type { Terminal } from "../../terminal/terminal.js";
import { parseValues } from "./parse-values.js";

/** Flags of `retrograd explain` for layers. */
export interface GraphFlags {
  readonly plugin?: readonly string[] | undefined;
  /** Input of the layer: "1, -2; 3, 4". Default: the numbers of its example. */
  readonly values?: string | undefined;
  /** Default: text. */
  readonly format?: "text" | "svg" | "html" | undefined;
}

/** Prints the computational graph of a layer or a loss with its values, as text, SVG or HTML.
 *  @throws RetrogradError E_UNKNOWN_NAME with a suggestion, E_USAGE when it declares no graph or takes no such values */
export async function explainLayer(
  { name, plugin, values, format = "text" }: GraphFlags & { readonly name: string },
  terminal: Terminal,
  environment: Environment,
): Promise<void> {
  const { registry } = await loadRegistry(plugin, environment);
  const definition = findDefinition(registry, name);
  const figure = layerFigure(registry, definition, values === undefined ? undefined : parseValues(values));
  terminal.document({ ...figure });
  if (format === "text") showFigure(terminal, figure);
  else terminal.result((format === "svg" ? figureSvg : figureHtml)(figure).trimEnd());
}

/** The layers and losses that declare a computational graph. */
export async function listLayers(
  { plugin }: GraphFlags,
  environment: Environment,
): Promise<readonly (LayerDefinition | LossDefinition)[]> {
  const { registry } = await loadRegistry(plugin, environment);
  return definitionsOf(registry).filter((definition) => {
    try {
      layerFigure(registry, definition);
      return true;
    } catch {
      return false;
    }
  });
}

function showFigure(terminal: Terminal, { type, summary, formula, nodes, gradients }: LayerFigure): void {
  const { colours } = terminal;
  const rows = nodes.map((node) => [
    node.formula === undefined ? node.name : `${node.name} = ${node.formula}`,
    valueText(node.value),
    node.derivative === undefined ? "" : valueText(node.derivative),
    node.inputs.flatMap(({ derivative }) => derivative ?? []).join(", "),
  ]);
  const columns = ["node", "value", "derivative", "passes back"].map((heading) => ({ heading }));
  const output = nodes.at(-1)?.name ?? "y";
  terminal.result(`${colours.bold(visibleText(type))}  ${visibleText(summary)}\n\n  ${formula}\n`);
  terminal.result(renderTable(columns, rows, colours));
  if (gradients.length > 0)
    terminal.result(
      `\n${colours.dim("in short")}\n${gradients.map((short) => `  d${short.tensor} = ${short.formula}`).join("\n")}`,
    );
  if (terminal.quiet) return;
  const of = output === "loss" ? "the loss" : `the sum of ${output}: d${output} is 1`;
  terminal.result(
    `\n${colours.dim(`The derivatives are those of ${of}. Rows are separated by semicolons.`)}`,
  );
}

function definitionsOf({ layers, losses }: Registry): readonly (LayerDefinition | LossDefinition)[] {
  return [...layers.values(), ...losses.values()];
}

function findDefinition(registry: Registry, name: string): LayerDefinition | LossDefinition {
  const definitions = definitionsOf(registry);
  const match =
    definitions.find(({ type }) => type === name) ??
    definitions.find(({ type }) => type.toLowerCase() === name.toLowerCase());
  if (match !== undefined) return match;
  const codes = explanationSources.flatMap(({ explanations }) => explanations.map(({ code }) => code));
  const alias = findByAlias(
    name,
    definitions.map(({ type, aliases }) => ({ name: type, aliases })),
  );
  const suggestion = alias?.name ?? suggestionFor(name, [...codes, ...definitions.map(({ type }) => type)]);
  const hint = suggestion === undefined ? "" : ` Did you mean "${suggestion}"?`;
  throw new RetrogradError(
    "E_UNKNOWN_NAME",
    `there is no code, layer or loss ${JSON.stringify(name)} to explain.${hint} retrograd explain lists all; --plugin loads others`,
  );
}

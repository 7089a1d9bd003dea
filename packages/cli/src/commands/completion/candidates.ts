import type { Argument, CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { engines } from "@retrograd/experiment";
import { builtinPlugins } from "@retrograd/node/command";
import type { Plugin } from "@retrograd/plugin";
import { explanationSources } from "../../explanations/sources.js";
import { reportFormats } from "../../reports/report-format.js";
import { templates } from "../../templates/templates.js";

/** What a shell offers for a value: fixed words, or folders with those files whose names have one of the endings. */
export type Candidates =
  | { readonly words: readonly string[] }
  | { readonly folders: true; readonly endings: readonly string[] };

const folders: Candidates = { folders: true, endings: [] };
const anyFile: Candidates = { folders: true, endings: [""] };
const experimentFiles: Candidates = {
  folders: true,
  endings: [".yaml", ".yml", ".ts", ".mts", ".js", ".mjs"],
};
const pluginFiles: Candidates = { folders: true, endings: [".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"] };

/** Candidates by the placeholder of a value, as `--help` shows it: `<dir>`. */
const byPlaceholder: Readonly<Record<string, Candidates>> = {
  dir: folders,
  run: folders,
  other: folders,
  "name|file": pluginFiles,
  engine: { words: engines },
  "format[=file]": { words: reportFormats },
  template: { words: templates.map(({ name }) => name) },
  "code|layer": {
    words: [
      ...explanationSources.flatMap(({ explanations }) => explanations.map(({ code }) => code)),
      ...builtinPlugins
        .flatMap(({ layers = [], losses = [] }: Plugin) => [...layers, ...losses])
        .map(({ type }) => type),
    ],
  },
};

/** Candidates for the value of an option; undefined if any text may follow. */
export function optionCandidates({ argChoices, flags }: Option): Candidates | undefined {
  const [, placeholder = ""] = /<(.*)>$/.exec(flags) ?? [];
  if (placeholder === "file") return anyFile;
  return argChoices === undefined ? byPlaceholder[placeholder] : { words: argChoices };
}

/** Candidates for an argument of a command; undefined if it may be any text. An argument `<file>` is an experiment. */
export function argumentCandidates(
  argument: Argument,
  siblings: readonly CommandUnknownOpts[],
): Candidates | undefined {
  const placeholder = argument.name();
  if (placeholder === "file") return experimentFiles;
  if (placeholder === "command") return { words: siblings.map((command) => command.name()) };
  return argument.argChoices === undefined ? byPlaceholder[placeholder] : { words: argument.argChoices };
}

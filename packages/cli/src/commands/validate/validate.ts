import { resolve } from "node:path";
import { RetrogradError, visibleText } from "@retrograd/core";
import { formatDiagnostic } from "@retrograd/experiment";
import {
  baseFiles,
  checkWithPlugins,
  type ExperimentFlags,
  loadRegistry,
  overridesOf,
  readText,
} from "@retrograd/node/command";
import { formatNumberOf } from "@retrograd/node/format";
import type { Environment } from "../../environment.js";
import { exitCodes } from "../../exit-codes.js";
import { findExperiments } from "../../experiment/find-experiments.js";
import { renderTrace } from "../../experiment/trace-table.js";
import { colourDiagnostics } from "../../terminal/diagnostics.js";
import { githubAnnotation } from "../../terminal/github-annotation.js";
import { createTerminal, type OutputFlags } from "../../terminal/terminal.js";

/** Arguments of `retrograd validate`. */
export interface ValidateArguments extends OutputFlags, ExperimentFlags {
  readonly files: readonly string[];
  /** "github" prints a workflow command for each mistake, which GitHub shows next to the line. */
  readonly format?: "text" | "github" | undefined;
}

/** Checks experiment files: every mistake with its place, or the shape trace. Loads no data. */
export async function validate(args: ValidateArguments, environment: Environment): Promise<number> {
  const terminal = createTerminal(environment, args);
  const fromFlags = await loadRegistry(args.plugin, environment);
  const reports = [];
  for (const file of await findExperiments(args.files, environment)) {
    const { text, error } = tryToRead(file, environment);
    if (error !== undefined) {
      if (args.format === "github") terminal.commands([githubAnnotation({ file, message: error.message })]);
      if (args.json !== true) terminal.warn(`${terminal.noteColours.red("error")} ${error.message}`);
      reports.push({ file, ok: false, error, diagnostics: [], layers: [] });
      continue;
    }
    const bases = baseFiles(resolve(environment.directory, file), file);
    const options = { file, set: overridesOf(args), bases };
    const { checked } = await checkWithPlugins(text, options, fromFlags, environment);
    const { diagnostics, trace } = checked;
    const ok = diagnostics.length === 0;
    if (ok) {
      terminal.result(`${visibleText(file)}: ${terminal.colours.green("ok")}`);
      if (!terminal.quiet) terminal.result(renderTrace(trace, terminal.colours));
    } else if (args.format === "github") {
      terminal.commands(diagnostics.map(githubAnnotation));
    } else if (args.json !== true) {
      const formatted = diagnostics.map(formatDiagnostic).join("\n\n");
      const { noteColours } = terminal;
      const count = noteColours.red(formatNumberOf(diagnostics.length, "mistake"));
      terminal.warn(`${colourDiagnostics(formatted, noteColours)}\n\n${visibleText(file)}: ${count}`);
    }
    reports.push({ file, ok, diagnostics, layers: trace });
  }
  terminal.document({ files: reports });
  return reports.every(({ ok }) => ok) ? exitCodes.ok : exitCodes.usage;
}

type ReadText =
  | { readonly text: string; readonly error?: undefined }
  | { readonly text?: undefined; readonly error: Pick<RetrogradError, "code" | "message"> };

/** Reads a file. One that cannot be read is reported like an invalid one, and the others are still checked. */
function tryToRead(file: string, { directory }: Environment): ReadText {
  try {
    return { text: readText(resolve(directory, file), file) };
  } catch (error) {
    if (!(error instanceof RetrogradError)) throw error;
    const { code, message } = error;
    return { error: { code, message } };
  }
}

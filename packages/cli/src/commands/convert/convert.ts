import { RetrogradError, visibleText } from "@retrograd/core";
import {
  type ExperimentFlags,
  isProgram,
  type OpenedExperiment,
  openExperiment,
} from "@retrograd/node/command";
import { yamlToTypeScript } from "@retrograd/typescript";
import type { Environment } from "../../environment.js";
import { exitCodes } from "../../exit-codes.js";
import { createTerminal, type OutputFlags } from "../../terminal/terminal.js";
import { checkNew, writeNew } from "../../write-new.js";

/** Arguments of `retrograd convert`. */
export interface ConvertArguments extends OutputFlags, Pick<ExperimentFlags, "plugin"> {
  readonly file: string;
  readonly out?: string | undefined;
}

/** Converts an experiment file to TypeScript, or TypeScript to an experiment file, including comments. Runs none of the code
 *  and never overwrites a file. */
export async function convert(args: ConvertArguments, environment: Environment): Promise<number> {
  const terminal = createTerminal(environment, args);
  const { file, out, plugin } = args;
  const to = isProgram(file) ? "yaml" : "typescript";
  checkName(out, to);
  if (out !== undefined) checkNew(out, environment);
  const opened = await openExperiment(file, { plugin }, environment);
  const text = to === "yaml" ? opened.text : typeScriptOf(opened);
  if (out !== undefined) {
    writeNew(out, text, environment);
    terminal.result(`wrote ${visibleText(out)}`);
  } else if (args.json !== true) {
    environment.stdout.write(text);
  }
  terminal.document({ file, to, ...(out === undefined ? { text } : { out }) });
  return exitCodes.ok;
}

function typeScriptOf({ text, file, loaded, registry, plugins }: OpenedExperiment): string {
  const pluginNames = plugins.map(({ plugin }) => plugin.name);
  const builtIn = registry.plugins.map(({ name }) => name).filter((name) => !pluginNames.includes(name));
  const needed = loaded.requires.filter((name) => !builtIn.includes(name));
  return yamlToTypeScript(text, file, needed);
}

/** @throws RetrogradError E_USAGE when the extension of --out does not match its content */
function checkName(out: string | undefined, to: "yaml" | "typescript"): void {
  if (out === undefined) return;
  const isRight = to === "yaml" ? /\.ya?ml$/i.test(out) : isProgram(out);
  if (isRight) return;
  const [what, endings] = to === "yaml" ? ["YAML", ".yaml"] : ["TypeScript", ".ts, .mts, .js or .mjs"];
  throw new RetrogradError("E_USAGE", `--out ${out} would contain ${what}: its name must end in ${endings}`);
}

import {
  preflight as check,
  chooseEngine,
  type ExperimentFlags,
  loadData,
  openExperiment,
  renderPreflight,
} from "@retrograd/node/command";
import type { Environment } from "../../environment.js";
import { exitCodes } from "../../exit-codes.js";
import { terminalMessages } from "../../terminal/messages.js";
import { createTerminal, type OutputFlags } from "../../terminal/terminal.js";

/** Arguments of `retrograd preflight`. */
export interface PreflightArguments extends OutputFlags, ExperimentFlags {
  readonly file: string;
  readonly dataDir?: string | undefined;
}

/** Checks in seconds that an experiment can learn, without training it. Writes nothing. */
export async function preflight(args: PreflightArguments, environment: Environment): Promise<number> {
  const terminal = createTerminal(environment, args);
  const opened = await openExperiment(args.file, args, environment);
  const data = await loadData(opened, environment, {
    dataDir: args.dataDir,
    messages: terminalMessages(terminal),
  });
  const { engine } = await chooseEngine(opened.loaded.experiment.engine, environment);
  const checks = await check(opened, data, engine);
  const ok = checks.every((one) => one.ok);
  terminal.document({ file: args.file, ok, checks });
  terminal.result(renderPreflight(checks, terminal.colours));
  return ok ? exitCodes.ok : exitCodes.failed;
}

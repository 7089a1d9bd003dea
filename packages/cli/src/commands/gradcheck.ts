import { createPortableEngine, RetrogradError } from "@retrograd/core";
import { checkNetworkInSteps } from "@retrograd/gradcheck";
import { buildNetwork, guardNetwork, type Network } from "@retrograd/network";
import { suggestionFor } from "@retrograd/spec";
import { driveCheck } from "../checking/drive-check.js";
import type { Environment } from "../environment.js";
import { exitCodes, interruptCodes } from "../exit-codes.js";
import { chooseEngine } from "../experiment/engine.js";
import {
  type ExperimentFlags,
  type OpenedExperiment,
  openExperiment,
} from "../experiment/open-experiment.js";
import { checkedFile, type FindingFlags } from "../reports/check-findings.js";
import type { CheckedFile } from "../reports/finding.js";
import { renderPretty } from "../reports/pretty.js";
import { planReports } from "../reports/report-plan.js";
import { writeReports } from "../reports/write-reports.js";
import { isRun, openRunExperiment } from "../run/open-run-experiment.js";
import { createTerminal, type OutputFlags, type Terminal } from "../terminal/terminal.js";

/** Arguments of `retrograd gradcheck`. */
export interface GradcheckArguments extends OutputFlags, FindingFlags {
  readonly files: readonly string[];
  readonly batch?: number | undefined;
  /** Whether the float32 gradients of the experiment's engine are compared with the float64 ones. */
  readonly trainingDtype?: boolean | undefined;
  /** Id of the only layer to check; all unless told. */
  readonly layer?: string | undefined;
  /** Reports to write: "junit", or "junit=FILE". */
  readonly format?: readonly string[] | undefined;
}

/** Proves the gradients of experiments, or shows where they are wrong. Always float64 on the portable engine; with
 *  `trainingDtype` the engine in use is held against it. */
export async function gradcheck(args: GradcheckArguments, environment: Environment): Promise<number> {
  const targets = planReports(args, environment);
  const table = targets.some(({ format, file }) => format === "pretty" && file === undefined);
  const terminal = createTerminal(environment, { ...args, json: !table });
  // all files are read first, so that a typo in the last one shows at once
  const experiments = [];
  for (const file of args.files) {
    const opened = await open(file, args, environment, terminal);
    checkLayerName(opened, args.layer);
    experiments.push({ file, opened });
  }
  const engine = createPortableEngine();
  const files: CheckedFile[] = [];
  for (const { file, opened } of experiments) {
    const { model, seed, gradcheck: section } = opened.spec.experiment;
    // so that a fault in a plugin's layer names the layer, wherever in the check it shows
    const network = guardNetwork(buildNetwork(opened.registry, model, { engine, dtype: "f64" }));
    const steps = checkNetworkInSteps(network, {
      mode: args.mode ?? section.mode,
      batch: args.batch ?? section.batch,
      seed,
      burnIn: args.burnIn ?? 0,
      step: args.step ?? section.step,
      ...(args.trainingDtype === true ? { training: await trainingTwin(opened, environment) } : {}),
      ...(args.layer === undefined ? {} : { layer: args.layer }),
    });
    const outcome = await driveCheck(steps, terminal, environment);
    if (outcome.report === undefined) return interruptCodes[outcome.interrupt];
    const checked = checkedFile({ file, opened, report: outcome.report }, args, environment);
    terminal.result(renderPretty(checked, terminal));
    files.push(checked);
  }
  terminal.line.clear();
  await writeReports(targets, files, environment);
  return files.every(({ ok }) => ok) ? exitCodes.ok : exitCodes.failed;
}

/** The network as training has it: float32, on the engine that the experiment asks for. */
async function trainingTwin(
  { registry, spec }: OpenedExperiment,
  environment: Environment,
): Promise<Network> {
  const { model, engine: word } = spec.experiment;
  const { engine } = await chooseEngine(word, environment);
  return guardNetwork(buildNetwork(registry, model, { engine, dtype: "f32" }));
}

/** An experiment file, or the experiment of a run, which asks for the run's plugins. */
async function open(
  file: string,
  flags: ExperimentFlags,
  environment: Environment,
  terminal: Terminal,
): Promise<OpenedExperiment> {
  if (!isRun(file, environment)) return openExperiment(file, flags, environment);
  const { opened, changed } = await openRunExperiment(file, flags, environment);
  for (const change of changed) terminal.warn(change);
  return opened;
}

/** @throws RetrogradError E_UNKNOWN_NAME for an id that the network does not have */
function checkLayerName({ file, spec }: OpenedExperiment, name: string | undefined): void {
  const { layers, loss } = spec.network;
  const known = [...layers, loss].map(({ id }) => id);
  if (name === undefined || known.includes(name)) return;
  const suggestion = suggestionFor(name, known);
  const meant = suggestion === undefined ? "" : ` Did you mean "${suggestion}"?`;
  throw new RetrogradError(
    "E_UNKNOWN_NAME",
    `--layer: ${file} has no layer ${JSON.stringify(name)}. Known: ${known.join(", ")}.${meant}`,
  );
}

import { createPortableEngine, RetrogradError, visibleText } from "@retrograd/core";
import { suggestionFor } from "@retrograd/experiment";
import { checkNetworkInSteps } from "@retrograd/gradcheck";
import { buildNetwork, guardNetwork, type Network } from "@retrograd/network";
import type { Interrupt } from "@retrograd/node/command";
import {
  chooseEngine,
  type ExperimentFlags,
  isRun,
  type OpenedExperiment,
  openExperiment,
  openRunExperiment,
} from "@retrograd/node/command";
import type { Environment } from "../environment.js";
import { describeError } from "../report-error.js";
import { checkedFile, type FindingFlags, sourcePath } from "../reports/check-findings.js";
import type { ReportedFile } from "../reports/finding.js";
import type { Terminal } from "../terminal/terminal.js";
import { driveCheck } from "./drive-check.js";
import { planCheck } from "./plan-check.js";

/** Options of a check, which apply to every file. */
export interface CheckArguments extends FindingFlags {
  readonly batch?: number | undefined;
  /** Whether the float32 gradients of the experiment's engine are compared with the float64 ones. */
  readonly trainingDtype?: boolean | undefined;
  /** Id of the only layer to check. Default: all layers. */
  readonly layer?: string | undefined;
}

/** A file to check. */
export interface FileToCheck {
  /** The path as given on the command line. */
  readonly file: string;
  /** Maximum seconds for its check. */
  readonly budget?: number | undefined;
  /** The budget as text: "2 s of the 10 s". */
  readonly budgetText?: string | undefined;
}

/** The result of the check of a file: its entry in a report, or the interrupt that ended it. */
export type FileOutcome =
  | { readonly reported: ReportedFile; readonly error?: unknown; readonly interrupt?: undefined }
  | { readonly interrupt: Interrupt };

/** Checks the gradients of one experiment. An error is part of the outcome. */
export async function checkFile(
  { file, budget, budgetText }: FileToCheck,
  args: CheckArguments,
  terminal: Terminal,
  environment: Environment,
): Promise<FileOutcome> {
  try {
    const opened = await open(file, args, environment, terminal);
    checkLayerName(opened, args.layer);
    const { model, seed, gradcheck: section } = opened.loaded.experiment;
    // an error of a plugin's layer then names the layer
    const network = guardNetwork(
      buildNetwork(opened.registry, model, { engine: createPortableEngine(), dtype: "f64" }),
    );
    const options = {
      batch: args.batch ?? section.batch,
      seed,
      burnIn: args.burnIn ?? 0,
      step: args.step ?? section.step,
      ...(args.layer === undefined ? {} : { layer: args.layer }),
    };
    const limits = { mode: args.mode ?? section.mode, budget: budget ?? section.seconds, budgetText };
    const mode = planCheck({ file, network, options, ...limits }, terminal, environment);
    const training =
      args.trainingDtype === true ? { training: await buildTrainingNetwork(opened, environment) } : {};
    const steps = checkNetworkInSteps(network, { ...options, mode, ...training });
    const outcome = await driveCheck(steps, terminal, environment);
    if (outcome.report === undefined) return { interrupt: outcome.interrupt };
    return { reported: checkedFile({ file, opened, report: outcome.report }, args, environment) };
  } catch (error) {
    const place = sourcePath(file, environment);
    return { reported: { file, sourcePath: place, error: describeError(error), ok: false }, error };
  }
}

/** The network as training uses it: float32, on the engine of the experiment. */
async function buildTrainingNetwork(
  { registry, loaded }: OpenedExperiment,
  environment: Environment,
): Promise<Network> {
  const { model, engine: word } = loaded.experiment;
  const { engine } = await chooseEngine(word, environment);
  return guardNetwork(buildNetwork(registry, model, { engine, dtype: "f32" }));
}

/** Opens an experiment file, or the experiment of a run, which requires the run's plugins. */
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
function checkLayerName({ file, loaded }: OpenedExperiment, name: string | undefined): void {
  const { layers, loss } = loaded.network;
  const ids = [...layers, loss].map(({ id }) => id);
  if (name === undefined || ids.includes(name)) return;
  const suggestion = suggestionFor(name, ids);
  const hint = suggestion === undefined ? "" : ` Did you mean "${suggestion}"?`;
  throw new RetrogradError(
    "E_UNKNOWN_NAME",
    `--layer: ${visibleText(file)} has no layer ${JSON.stringify(name)}. Known: ${ids.join(", ")}.${hint}`,
  );
}

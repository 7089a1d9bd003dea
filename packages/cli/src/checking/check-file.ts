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

/** How files are checked. */
export interface CheckArguments extends FindingFlags {
  readonly batch?: number | undefined;
  /** Whether the float32 gradients of the experiment's engine are compared with the float64 ones. */
  readonly trainingDtype?: boolean | undefined;
  /** Id of the only layer to check; all where there is none. */
  readonly layer?: string | undefined;
}

/** A file that is to be checked. */
export interface FileToCheck {
  /** As it was named. */
  readonly file: string;
  /** Seconds that its check may take. */
  readonly budget?: number | undefined;
  /** The same in words. */
  readonly shown?: string | undefined;
}

/** How the check of a file ended: as a report says it, or by an interrupt. */
export type FileOutcome =
  | { readonly reported: ReportedFile; readonly error?: unknown; readonly interrupt?: undefined }
  | { readonly interrupt: Interrupt };

/** Checks the gradients of one experiment. What goes wrong with it is part of the outcome. */
export async function checkFile(
  { file, budget, shown }: FileToCheck,
  args: CheckArguments,
  terminal: Terminal,
  environment: Environment,
): Promise<FileOutcome> {
  try {
    const opened = await open(file, args, environment, terminal);
    checkLayerName(opened, args.layer);
    const { model, seed, gradcheck: section } = opened.loaded.experiment;
    // so that a fault in a plugin's layer names the layer, wherever in the check it shows
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
    const asked = { mode: args.mode ?? section.mode, budget: budget ?? section.seconds, shown };
    const mode = planCheck({ file, network, options, ...asked }, terminal, environment);
    const training = args.trainingDtype === true ? { training: await trainingTwin(opened, environment) } : {};
    const steps = checkNetworkInSteps(network, { ...options, mode, ...training });
    const outcome = await driveCheck(steps, terminal, environment);
    if (outcome.report === undefined) return { interrupt: outcome.interrupt };
    return { reported: checkedFile({ file, opened, report: outcome.report }, args, environment) };
  } catch (error) {
    const place = sourcePath(file, environment);
    return { reported: { file, sourcePath: place, error: describeError(error), ok: false }, error };
  }
}

/** The network as training has it: float32, on the engine that the experiment asks for. */
async function trainingTwin(
  { registry, loaded }: OpenedExperiment,
  environment: Environment,
): Promise<Network> {
  const { model, engine: word } = loaded.experiment;
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
function checkLayerName({ file, loaded }: OpenedExperiment, name: string | undefined): void {
  const { layers, loss } = loaded.network;
  const known = [...layers, loss].map(({ id }) => id);
  if (name === undefined || known.includes(name)) return;
  const suggestion = suggestionFor(name, known);
  const meant = suggestion === undefined ? "" : ` Did you mean "${suggestion}"?`;
  throw new RetrogradError(
    "E_UNKNOWN_NAME",
    `--layer: ${visibleText(file)} has no layer ${JSON.stringify(name)}. Known: ${known.join(", ")}.${meant}`,
  );
}

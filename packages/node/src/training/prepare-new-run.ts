import { measuresOf } from "@retrograd/network";
import { nodeFiles } from "@retrograd/runs/node";
import type { NodeEnvironment } from "../environment.js";
import type { ChosenEngine } from "../experiment/engine.js";
import { type ExperimentFlags, openExperiment } from "../experiment/open-experiment.js";
import type { Messages } from "../messages.js";
import { requirePreflight } from "../preflight/require-preflight.js";
import { warnOfTargets } from "../preflight/targets.js";
import { startRun } from "../run/start-run.js";
import { checkpointPlan, loadTraining, type PreparedTraining } from "./prepared-training.js";
import { trainSectionOf } from "./training-setup.js";

/** What to train as a new run. */
export interface NewRunArguments extends ExperimentFlags {
  /** The experiment file. */
  readonly file: string;
  /** New folder for the run. Default: the next number in `runs`. */
  readonly out?: string | undefined;
  readonly dataDir?: string | undefined;
  /** Whether to check first that the network can learn. Default: `train.preflight` of the experiment. */
  readonly preflight?: boolean | undefined;
  /** An existing engine, for several trainings in one process. */
  readonly chosen?: ChosenEngine | undefined;
}

/** Prepares to train an experiment as a new run. Nothing is written unless everything is right; then the folder of the run
 *  is created and locked by this process.
 *  @throws RetrogradError E_SPEC, E_DATA_MISSING, E_ENGINE, E_PLUGIN, E_PREFLIGHT, E_RUN, E_FILE */
export async function prepareNewRun(
  args: NewRunArguments,
  messages: Messages,
  environment: NodeEnvironment,
): Promise<PreparedTraining> {
  const { file, out, dataDir, chosen } = args;
  const { files = nodeFiles } = environment;
  const opened = await openExperiment(file, args, environment);
  const { data, engine, setup } = await loadTraining(opened, { dataDir, chosen, messages }, environment);
  const { preflight = trainSectionOf(opened).preflight ?? false } = args;
  if (preflight) await requirePreflight({ opened, data, engine }, messages);
  else warnOfTargets(data, messages);
  const measures = measuresOf(setup.metrics ?? []);
  const run = await startRun({ opened, data, engine, files, measures, out }, environment);
  return { opened, data, run, plan: checkpointPlan(opened, run.folder.path, environment), setup };
}

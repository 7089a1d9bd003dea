import type { Engine } from "@retrograd/core";
import type { PreparedData } from "@retrograd/data";
import { toJsonText } from "@retrograd/runs/json-number";
import type { NodeEnvironment } from "../environment.js";
import { type ChosenEngine, chooseEngine, describeLack } from "../experiment/engine.js";
import { loadData } from "../experiment/load-data.js";
import type { OpenedExperiment } from "../experiment/open-experiment.js";
import type { Messages } from "../messages.js";
import type { TrainedRun } from "../run/check-same-data.js";
import { checkpointsOf } from "../run/checkpoints-of.js";
import type { StartedRun } from "../run/start-run.js";
import type { CheckpointPlan } from "./checkpointer.js";
import { setUpTraining, type TrainingSetup, trainSectionOf } from "./training-setup.js";

/** All that `runTraining` needs, and what it is made from. The folder of the run is locked by this process. */
export interface PreparedTraining {
  readonly opened: OpenedExperiment;
  readonly data: PreparedData;
  readonly run: StartedRun;
  readonly plan: CheckpointPlan;
  readonly setup: TrainingSetup;
}

/** What the setup of a training depends on, in addition to its experiment. */
export interface SetupOptions {
  /** Folder with data sets, in place of the experiment's `data.path`. */
  readonly dataDir?: string | undefined;
  /** An existing engine, for several trainings in one process. Default: the engine of the experiment. */
  readonly chosen?: ChosenEngine | undefined;
  /** The run that was trained on the data before. */
  readonly trained?: TrainedRun;
  readonly messages: Messages;
}

/** The data, the engine and the setup of a training. */
export interface LoadedTraining {
  readonly data: PreparedData;
  readonly engine: Engine;
  readonly setup: TrainingSetup;
}

/** Loads the data of an experiment, chooses its engine, reports it, and sets up the training.
 *  @throws RetrogradError E_SPEC, E_DATA_MISSING, E_ENGINE, E_PLUGIN; E_RUN when the data are not those of the run */
export async function loadTraining(
  opened: OpenedExperiment,
  { dataDir, chosen, trained, messages }: SetupOptions,
  environment: NodeEnvironment,
): Promise<LoadedTraining> {
  trainSectionOf(opened);
  const data = await loadData(opened, environment, { dataDir, trained, messages });
  const { engine, reason, lack } =
    chosen ?? (await chooseEngine(opened.loaded.experiment.engine, environment));
  const setup = setUpTraining(opened, data, engine);
  if (lack !== undefined) messages.note(describeLack(lack));
  messages.detail(`engine ${engine.name}: ${engine.description} (${reason})`);
  return { data, engine, setup };
}

/** The checkpoints that a training saves into the folder of its run. */
export function checkpointPlan(
  opened: OpenedExperiment,
  path: string,
  environment: NodeEnvironment,
): CheckpointPlan {
  return {
    settings: trainSectionOf(opened).checkpoint,
    store: checkpointsOf(path, environment),
    experiment: toJsonText(opened.loaded.resolved),
  };
}

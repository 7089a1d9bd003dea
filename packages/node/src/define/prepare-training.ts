import process from "node:process";
import type { Engine } from "@retrograd/core";
import { nodeDataFiles } from "@retrograd/data/node";
import { type DefinedExperiment, type ExperimentOptions, loadExperiment } from "@retrograd/experiment";
import type { DataFiles } from "@retrograd/plugin";
import type { TrainOptions } from "@retrograd/trainer";
import { chooseEngine } from "../experiment/engine.js";
import { loadDataFrom } from "../experiment/load-data.js";
import { setUpTraining, trainSectionOf } from "../training/training-setup.js";

/** Options of `prepareTraining`. */
export interface TrainingOptions extends ExperimentOptions {
  /** How its data are read. Default: from the working directory. */
  readonly files?: DataFiles;
  /** Default: the engine that the command would use for the experiment's `engine`, with the same environment variables; all
   *  trainings of a process share it. */
  readonly engine?: Engine;
}

/** Checks an experiment of a program, loads its data, and returns the arguments of `train` of `@retrograd/trainer`: the same
 *  training as `retrograd train`, without a run folder.
 *  @throws RetrogradError E_SPEC with every mistake; E_DATA_MISSING, E_ENGINE */
export async function prepareTraining(
  defined: DefinedExperiment,
  options: TrainingOptions = {},
): Promise<TrainOptions> {
  const { files = nodeDataFiles({ base: "." }), engine, ...rest } = options;
  const loaded = loadExperiment(defined, rest);
  const opened = { loaded, registry: loaded.registry, plugins: [] };
  // a missing section is reported before data are loaded
  trainSectionOf(opened);
  const data = await loadDataFrom(opened, files);
  const chosen = engine ?? (await chooseEngine(loaded.experiment.engine, { variables: process.env })).engine;
  return setUpTraining(opened, data, chosen);
}

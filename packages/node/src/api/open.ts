import { type OpenedExperiment, openExperiment as openFile } from "../experiment/open-experiment.js";
import { type OpenedRun, openRun as openFolder } from "../run/open-run.js";
import { type ExperimentOptions, environmentOf, flagsOf, type ProgramOptions } from "./program-options.js";

/** Reads and checks an experiment file: YAML, JSON, TypeScript or JavaScript. `loaded.experiment` is the experiment with its
 *  defaults, `registry` what it can name.
 *  @throws RetrogradError E_SPEC with every mistake in its place, E_FILE, E_PLUGIN */
export function openExperiment(file: string, options: ExperimentOptions = {}): Promise<OpenedExperiment> {
  return openFile(file, flagsOf(options), environmentOf(options));
}

/** Builds the network of a run, or of one of its checkpoints, with its parameters: for `predict` and `forward` of
 *  @retrograd/network.
 *  @throws RetrogradError E_RUN when the folder is not a run, is damaged or has no model; E_PLUGIN, E_ENGINE */
export function openRun(
  run: string,
  options: ProgramOptions & Pick<ExperimentOptions, "engine"> = {},
): Promise<OpenedRun> {
  return openFolder(run, flagsOf(options), environmentOf(options));
}

import { RetrogradError } from "@retrograd/core";
import {
  findLearningRate,
  type LearningRateRange,
  type RangeFindings,
  type RangePoint,
  sweepLearningRates,
} from "@retrograd/trainer";
import { chooseEngine } from "../experiment/engine.js";
import { loadData } from "../experiment/load-data.js";
import { openExperiment } from "../experiment/open-experiment.js";
import { setUpTraining, trainSectionOf } from "../training/training-setup.js";
import { abortableEnvironmentOf, type ExperimentOptions, flagsOf, messagesOf } from "./program-options.js";

/** Fewer steps give too few losses to compare. */
const minimumRangeSteps = 20;

/** Options of `learningRateRange`. */
export interface LearningRateRangeOptions extends ExperimentOptions, Partial<LearningRateRange> {
  /** Called after each step. */
  readonly onStep?: (point: RangePoint) => void;
}

/** What `learningRateRange` gives: the losses, and the rates they speak for. */
export interface LearningRateRangeResult extends RangeFindings {
  readonly points: readonly RangePoint[];
}

/** Trains an experiment with learning rates that rise from step to step, keeps nothing of it, and suggests a rate. Default:
 *  120 steps from 1e-6 to 100.
 *  @throws RetrogradError E_USAGE for a range that is empty or has fewer than 20 steps; E_SPEC, E_DATA_MISSING, E_ENGINE */
export async function learningRateRange(
  file: string,
  options: LearningRateRangeOptions = {},
): Promise<LearningRateRangeResult> {
  const { from = 1e-6, to = 100, steps = 120, onStep } = options;
  if (!(from > 0 && from < to && steps >= minimumRangeSteps)) {
    throw new RetrogradError(
      "E_USAGE",
      `learningRateRange needs 0 < from < to and at least ${minimumRangeSteps} steps, got from ${from}, to ${to}, steps ${steps}`,
    );
  }
  const environment = abortableEnvironmentOf(options);
  const opened = await openExperiment(file, flagsOf(options), environment);
  trainSectionOf(opened);
  const messages = messagesOf(options);
  const data = await loadData(opened, environment, { dataDir: options.dataDirectory, messages });
  const { engine } = await chooseEngine(opened.loaded.experiment.engine, environment);
  const points: RangePoint[] = [];
  for await (const point of sweepLearningRates(setUpTraining(opened, data, engine), { from, to, steps })) {
    points.push(point);
    onStep?.(point);
    await environment.pause();
  }
  return { ...findLearningRate(points, { from, to, steps }), points };
}

import { RetrogradError } from "@retrograd/core";
import { sampleCount } from "@retrograd/data";
import type { Experiment } from "@retrograd/experiment";
import { makeMetrics, measuresOf } from "@retrograd/network";
import type { Measure, Split } from "@retrograd/plugin";
import { type Evaluation as Evaluated, evaluate as evaluateNetwork } from "@retrograd/trainer";
import type { NodeEnvironment } from "../environment.js";
import { loadData } from "../experiment/load-data.js";
import type { Messages } from "../messages.js";
import { type OpenedRun, openRun } from "../run/open-run.js";
import { parseMetrics } from "../run/parse-metrics.js";
import {
  abortableEnvironmentOf,
  type ExperimentOptions,
  flagsOf,
  messagesOf,
  type ProgramOptions,
} from "./program-options.js";

/** What a run's model achieves on one split of its data: `numbers` by the names of `measures`, with `loss` first. */
export interface RunEvaluation extends Evaluated {
  readonly split: Split;
  readonly samples: number;
  /** Name, unit and direction of each number. */
  readonly measures: readonly Measure[];
  /** Names of the classes, or of the target values. */
  readonly targetNames: readonly string[];
}

/** What to evaluate on. */
export interface EvaluationRequest {
  readonly split: Split;
  /** Metrics in addition to the loss, as in an experiment's list: `"F1, TopK: 2"`. Default: those of the experiment. */
  readonly metrics?: string | undefined;
  readonly dataDir?: string | undefined;
}

/** Options of `evaluate`. */
export interface EvaluateProgramOptions
  extends ProgramOptions,
    Pick<ExperimentOptions, "dataDirectory" | "engine">,
    Partial<Pick<EvaluationRequest, "split" | "metrics">> {}

/** Evaluates the model of a run, or of one of its checkpoints, on the data it was trained with. Default split: test.
 *  @throws RetrogradError E_RUN when the run is damaged, has no model, or its data have changed; E_USAGE when it has no such
 *  split; E_PLUGIN, E_ENGINE, E_DATA_MISSING */
export async function evaluate(run: string, options: EvaluateProgramOptions = {}): Promise<RunEvaluation> {
  const environment = abortableEnvironmentOf(options);
  const messages = messagesOf(options);
  const opened = await openRun(run, flagsOf(options), environment);
  for (const change of opened.changed) messages.warn(change);
  const { split = "test", metrics, dataDirectory } = options;
  return evaluateOpened(opened, { split, metrics, dataDir: dataDirectory }, messages, environment);
}

/** Evaluates an opened run.
 *  @throws RetrogradError E_USAGE when it has no such split; E_RUN, E_DATA_MISSING */
export async function evaluateOpened(
  run: OpenedRun,
  { split, metrics: list, dataDir }: EvaluationRequest,
  messages: Messages,
  environment: NodeEnvironment,
): Promise<RunEvaluation> {
  const { network, params } = run;
  const { registry, loaded } = run.opened;
  const { loss } = network.loss;
  const metrics =
    list === undefined
      ? makeMetrics(registry, loaded.experiment.train?.evaluate.metrics, loss)
      : parseMetrics(list, registry, loss);
  const data = await loadData(run.opened, environment, { dataDir, trained: run, messages });
  const samples = data[split];
  if (samples === undefined) throw noSplit(run.run, split);
  await environment.pause();
  const evaluation = evaluateNetwork(network, params, samples, {
    metrics,
    streams: streamsOf(loaded.experiment),
  });
  const measures = measuresOf(metrics);
  return { ...evaluation, split, samples: sampleCount(samples), measures, targetNames: data.targetNames };
}

/** The number of streams that a run was trained with, so that it is evaluated as in training. */
function streamsOf({ train }: Experiment): number | undefined {
  return train?.sampling === "streams" ? train.batch : undefined;
}

function noSplit(run: string, split: Split): RetrogradError {
  const [reason, other] =
    split === "test" ? ["its data.test is 0", "train"] : ["its data.validation was left out", "test"];
  return new RetrogradError(
    "E_USAGE",
    `${run} has no ${split} split: ${reason}. Name another, such as --split ${other}`,
  );
}

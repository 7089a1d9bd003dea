import { relative } from "node:path";
import type { RunRecord } from "@retrograd/trainer";
import type { Environment } from "../environment.js";
import { exitCodes, interruptCodes } from "../exit-codes.js";
import { chooseEngine, describeLack } from "../experiment/engine.js";
import { loadData } from "../experiment/load-data.js";
import { type ExperimentFlags, openExperiment } from "../experiment/open-experiment.js";
import { beginRun } from "../run/begin-run.js";
import { formatCount, formatMetric, formatNumberOf } from "../terminal/numbers.js";
import { createTerminal, type OutputFlags } from "../terminal/terminal.js";
import { runTraining } from "../training/run-training.js";
import { renderPlots, renderSummary } from "../training/summary.js";
import { createTrainingDisplay } from "../training/training-display.js";
import { setUpTraining, trainSectionOf } from "../training/training-setup.js";

/** Arguments of `retrograd train`. */
export interface TrainArguments extends OutputFlags, ExperimentFlags {
  readonly file: string;
  readonly out?: string | undefined;
  readonly dataDir?: string | undefined;
}

/** Trains the network of an experiment into a new run folder. Nothing is written before everything is known to be right. */
export async function train(args: TrainArguments, environment: Environment): Promise<number> {
  const terminal = createTerminal(environment, args);
  const opened = await openExperiment(args.file, args, environment);
  const { stop } = trainSectionOf(opened);
  const data = await loadData(opened, environment, args.dataDir);
  const { engine, reason, lack } = await chooseEngine(opened.spec.experiment.engine, environment);
  const setup = setUpTraining(opened, data, engine);
  const begun = await beginRun({ opened, data, engine, out: args.out }, environment);
  const path = relative(environment.directory, begun.folder.path) || ".";
  if (lack !== undefined) terminal.note(describeLack(lack));
  terminal.detail(`engine ${engine.name}: ${engine.description} (${reason})`);
  for (const { name, sha256 } of data.files) terminal.detail(`data ${name}: sha256 ${sha256}`);
  const { name, seed } = opened.spec.experiment;
  const { train: trained, test } = begun.record.data.samples;
  terminal.note(
    `${name}: ${formatCount(trained)} training and ${formatNumberOf(test, "test sample")} of ${data.name}, seed ${seed}, ${formatNumberOf(setup.steps, "step")}`,
  );

  const outcome = await runTraining(begun, setup, createTrainingDisplay(terminal), environment);
  const { record, interrupt } = outcome;
  terminal.result("");
  if (!terminal.quiet) {
    for (const plot of renderPlots(outcome.evaluations, terminal)) terminal.result(`${plot}\n`);
  }
  terminal.result(renderSummary(record, terminal.colours));
  terminal.result(`\nrun ${terminal.colours.bold(path)}`);
  terminal.document({ path, run: record });
  if (interrupt !== undefined) {
    terminal.warn(`interrupted by ${interrupt}; the model of step ${formatCount(record.steps)} is saved`);
    return interruptCodes[interrupt];
  }
  if (stop === undefined || record.reason === "target") return exitCodes.ok;
  terminal.warn(`the target was not met: ${describeTarget(stop, record)}`);
  return exitCodes.failed;
}

function describeTarget(
  { metric, atLeast, atMost }: NonNullable<ReturnType<typeof trainSectionOf>["stop"]>,
  { metrics }: RunRecord,
): string {
  const wanted =
    atLeast === undefined
      ? `at most ${formatMetric(metric, atMost ?? 0)}`
      : `at least ${formatMetric(metric, atLeast)}`;
  const best = metrics.best[metric];
  const reached = best === undefined ? "was not measured" : `reached ${formatMetric(metric, best.value)}`;
  return `${metric} ${reached}, train.stop wants ${wanted}`;
}

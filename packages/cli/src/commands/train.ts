import { join, relative } from "node:path";
import { RetrogradError } from "@retrograd/core";
import type { PreparedData } from "@retrograd/data";
import type { RunRecord, TrainOptions } from "@retrograd/trainer";
import { checkpointStore, checkpointsFolder, lockRun, nodeFiles } from "@retrograd/trainer/node";
import type { Environment } from "../environment.js";
import { exitCodes, interruptCodes } from "../exit-codes.js";
import { chooseEngine, describeLack } from "../experiment/engine.js";
import { loadData } from "../experiment/load-data.js";
import {
  type ExperimentFlags,
  type OpenedExperiment,
  openExperiment,
} from "../experiment/open-experiment.js";
import { type BegunRun, beginRun } from "../run/begin-run.js";
import { checkSameData } from "../run/check-same-data.js";
import { openRunExperiment } from "../run/open-run-experiment.js";
import { readRecord } from "../run/read-record.js";
import { type ResumePlace, requireSame, resumePlace, resumeRun } from "../run/resume-run.js";
import { readSettings } from "../run/run-settings.js";
import { formatCount, formatMetric, formatNumberOf } from "../terminal/numbers.js";
import { shellWord } from "../terminal/shell-word.js";
import { createTerminal, type OutputFlags, type Terminal } from "../terminal/terminal.js";
import type { CheckpointPlan } from "../training/checkpointer.js";
import { runTraining } from "../training/run-training.js";
import { renderPlots, renderSummary } from "../training/summary.js";
import { createTrainingDisplay } from "../training/training-display.js";
import { setUpTraining, trainSectionOf } from "../training/training-setup.js";

/** Arguments of `retrograd train`. */
export interface TrainArguments extends OutputFlags, ExperimentFlags {
  readonly file?: string | undefined;
  /** A run to go on with, or one of its checkpoints. */
  readonly resume?: string | undefined;
  readonly out?: string | undefined;
  readonly dataDir?: string | undefined;
}

/** Trains the network of an experiment into a new run folder, or goes on with a run. Nothing is written before everything
 *  is known to be right. */
export async function train(args: TrainArguments, environment: Environment): Promise<number> {
  const terminal = createTerminal(environment, args);
  const ready = await makeReady(args, terminal, environment);
  const { opened, data, begun, plan, setup } = ready;
  const { stop } = trainSectionOf(opened);
  const path = relative(environment.directory, begun.folder.path) || ".";
  for (const { name, sha256 } of data.files) terminal.detail(`data ${name}: sha256 ${sha256}`);
  const { name, seed } = opened.spec.experiment;
  const { train: trained, test } = begun.record.data.samples;
  const onward = ready.step === undefined ? "" : `, on from step ${formatCount(ready.step)}`;
  terminal.note(
    `${name}: ${formatCount(trained)} training and ${formatNumberOf(test, "test sample")} of ${data.name}, seed ${seed}, ${formatNumberOf(setup.steps, "step")}${onward}`,
  );

  const outcome = await runTraining(begun, setup, plan, createTrainingDisplay(terminal), environment);
  const { record, interrupt } = outcome;
  terminal.result("");
  if (!terminal.quiet) {
    for (const plot of renderPlots(outcome.evaluations, terminal)) terminal.result(`${plot}\n`);
  }
  terminal.result(renderSummary(record, terminal.colours));
  terminal.result(`\nrun ${terminal.colours.bold(path)}`);
  terminal.document({ path, run: record });
  if (interrupt !== undefined) {
    terminal.warn(`interrupted by ${interrupt}; step ${formatCount(record.steps)} is saved, go on with:`);
    terminal.warn(`  retrograd train --resume ${shellWord(path)}${pluginFlags(args)}`);
    return interruptCodes[interrupt];
  }
  if (stop === undefined || record.reason === "target") return exitCodes.ok;
  terminal.warn(`the target was not met: ${describeTarget(stop, record)}`);
  return exitCodes.failed;
}

function pluginFlags({ plugin = [] }: TrainArguments): string {
  return plugin.map((name) => ` --plugin ${shellWord(name)}`).join("");
}

/** All that training takes, and where it begins. */
interface Ready {
  readonly opened: OpenedExperiment;
  readonly data: PreparedData;
  readonly begun: BegunRun;
  readonly plan: CheckpointPlan;
  readonly setup: TrainOptions;
  /** Steps that are behind a run that goes on. */
  readonly step?: number;
}

async function makeReady(args: TrainArguments, terminal: Terminal, environment: Environment): Promise<Ready> {
  const place = args.resume === undefined ? undefined : resumePlace(args.resume, environment);
  const opened = await openFor(args, place, environment);
  if (place !== undefined) {
    requireSame(args.resume ?? "", readSettings(place.path).experiment, opened.spec.resolved);
  }
  const section = trainSectionOf(opened);
  const data = await loadData(opened, environment, args.dataDir);
  const { engine, reason, lack } = await chooseEngine(opened.spec.experiment.engine, environment);
  const setup = setUpTraining(opened, data, engine);
  if (lack !== undefined) terminal.note(describeLack(lack));
  terminal.detail(`engine ${engine.name}: ${engine.description} (${reason})`);
  const experiment = opened.spec.resolved;
  const storeOf = (path: string) =>
    checkpointStore(join(path, checkpointsFolder), {
      files: nodeFiles,
      reached: (point) => environment.reached?.(point),
    });
  if (place === undefined) {
    const begun = await beginRun({ opened, data, engine, out: args.out }, environment);
    const plan = { settings: section.checkpoint, store: storeOf(begun.folder.path), experiment };
    return { opened, data, begun, plan, setup };
  }
  const run = relative(environment.directory, place.path) || ".";
  const store = storeOf(place.path);
  const unlock = lockRun(place.path);
  try {
    const record = readRecord(place.path);
    if (record.status === "completed") {
      throw new RetrogradError("E_RUN", `${run} is completed: there is nothing to go on with`);
    }
    checkSameData({ run, record }, data);
    if (record.engine.name !== engine.name) {
      terminal.warn(
        `${run} ran on ${record.engine.name} (${record.engine.description}) and goes on with ${engine.name} (${engine.description}): the bits may differ from those of one run`,
      );
    }
    const warn = terminal.warn;
    const resumed = await resumeRun({ place, run, experiment, setup, store, unlock, warn }, environment);
    const plan = { settings: section.checkpoint, store, experiment };
    return { opened, data, begun: resumed, plan, setup: resumed.setup, step: resumed.step };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** The experiment of the file that is named, or else of the run. */
async function openFor(
  args: TrainArguments,
  place: ResumePlace | undefined,
  environment: Environment,
): Promise<OpenedExperiment> {
  if (args.file !== undefined) return openExperiment(args.file, args, environment);
  if (place === undefined) {
    throw new RetrogradError("E_USAGE", "name an experiment file, or a run to go on with: --resume RUN");
  }
  const run = relative(environment.directory, place.path) || ".";
  return (await openRunExperiment(run, args, environment)).opened;
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

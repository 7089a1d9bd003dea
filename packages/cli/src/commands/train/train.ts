import { join, relative } from "node:path";
import { RetrogradError, visibleText } from "@retrograd/core";
import { shellWord } from "@retrograd/experiment";
import type { CheckpointPlan, PreparedResume, PreparedTraining } from "@retrograd/node/command";
import {
  layerFindings,
  lossFinding,
  type NewRunArguments,
  prepareNewRun,
  prepareResume,
  readStatistics,
  recordedLines,
  runTraining,
  trainSectionOf,
  worseThanMean,
} from "@retrograd/node/command";
import { formatCount, formatMeasure, formatNumberOf } from "@retrograd/node/format";
import type { RunRecord } from "@retrograd/runs";
import { checkpointName, checkpointsFolder } from "@retrograd/runs/node";
import type { Environment } from "../../environment.js";
import { exitCodes, interruptCodes } from "../../exit-codes.js";
import { terminalMessages } from "../../terminal/messages.js";
import { createTerminal, type OutputFlags, type Terminal } from "../../terminal/terminal.js";
import { renderPlots, renderSummary, renderTables } from "../../training/summary.js";
import { createTrainingDisplay } from "../../training/training-display.js";

/** Arguments of `retrograd train`. */
export interface TrainCommand extends OutputFlags, Omit<NewRunArguments, "file"> {
  readonly file?: string | undefined;
  /** A run to resume, or one of its checkpoints. */
  readonly resume?: string | undefined;
}

/** Trains the network of an experiment into a new run folder, or resumes a run. Everything is checked before anything is
 *  written. */
export async function train(args: TrainCommand, environment: Environment): Promise<number> {
  const terminal = createTerminal(environment, args);
  const { opened, data, run, plan, setup, firstStep } = await prepare(args, terminal, environment);
  const { stop } = trainSectionOf(opened);
  const path = relative(environment.directory, run.folder.path) || ".";
  for (const { name, sha256 } of data.files) terminal.detail(`data ${name}: sha256 ${sha256}`);
  const { name, seed } = opened.loaded.experiment;
  const { train: trainCount, validation, test } = run.record.data.samples;
  const validationText = validation === undefined ? " and" : `, ${formatCount(validation)} validation and`;
  const resumption = firstStep === undefined ? "" : `, resumed after step ${formatCount(firstStep)}`;
  terminal.note(
    `${name}: ${formatCount(trainCount)} training${validationText} ${formatNumberOf(test, "test sample")} of ${data.name}, seed ${seed}, ${formatNumberOf(setup.steps, "step")}${resumption}`,
  );

  const outcome = await runTraining(run, setup, plan, createTrainingDisplay(terminal), environment);
  const { record, interrupt } = outcome;
  terminal.result("");
  if (!terminal.quiet) {
    for (const plot of renderPlots(outcome.evaluations, terminal)) terminal.result(`${plot}\n`);
  }
  terminal.result(renderSummary(record, terminal.colours));
  if (!terminal.quiet)
    for (const table of renderTables(record, terminal.colours)) terminal.result(`\n${table}`);
  terminal.result(`\nrun ${terminal.colours.bold(visibleText(path))}`);
  const best = await bestCheckpoint(plan, record);
  if (best !== undefined)
    terminal.note(
      `best ${best.metric} ${best.value}: retrograd evaluate ${shellWord(join(path, checkpointsFolder, best.name))}`,
    );
  const rise = lossFinding(recordedLines(run.folder.path, { whole: true }), record);
  for (const finding of [rise, worseThanMean(record, data)])
    if (finding !== undefined) terminal.warn(`warning: ${finding}`);
  if (setup.statisticsEvery !== undefined) {
    for (const finding of layerFindings(readStatistics(run.folder.path)))
      terminal.warn(`warning: ${finding}`);
  }
  terminal.document({ path, run: record });
  if (interrupt !== undefined) {
    terminal.warn(
      `interrupted by ${interrupt}; step ${formatCount(record.steps)} is saved; resume the run with:`,
    );
    terminal.warn(`  retrograd train --resume ${shellWord(path)}${pluginFlags(args)}`);
    return interruptCodes[interrupt];
  }
  const hasTarget = stop?.atLeast !== undefined || stop?.atMost !== undefined;
  if (stop === undefined || !hasTarget || record.reason === "target") return exitCodes.ok;
  terminal.warn(`the target was not met: ${describeTarget(stop, record)}`);
  return exitCodes.failed;
}

/** Prepares a new run, or the resumption of one.
 *  @throws RetrogradError E_USAGE when the arguments name neither a file nor a run, or both a run and a new folder */
async function prepare(
  { resume, ...args }: TrainCommand,
  terminal: Terminal,
  environment: Environment,
): Promise<PreparedTraining & Partial<PreparedResume>> {
  const messages = terminalMessages(terminal);
  if (resume === undefined) {
    const { file } = args;
    if (file === undefined)
      throw new RetrogradError("E_USAGE", "name an experiment file, or a run to resume: --resume RUN");
    return prepareNewRun({ ...args, file }, messages, environment);
  }
  if (args.out !== undefined) {
    throw new RetrogradError(
      "E_USAGE",
      "--out starts a new run, and --resume continues one: remove one of them",
    );
  }
  return prepareResume({ ...args, run: resume }, messages, environment);
}

/** The checkpoint of the best evaluation, if the run keeps it. */
async function bestCheckpoint({ settings, store }: CheckpointPlan, { metrics }: RunRecord) {
  const metric = settings?.best;
  const best = metric === undefined ? undefined : metrics.best[metric];
  if (metric === undefined || best === undefined) return undefined;
  const name = checkpointName({ step: best.step, toEvaluate: false });
  if (!(await store.list()).includes(name)) return undefined;
  const measure = metrics.measures.find((of) => metric.endsWith(`.${of.name}`));
  return { metric, name, value: formatMeasure(measure, best.value) };
}

function pluginFlags({ plugin = [] }: TrainCommand): string {
  return plugin.map((name) => ` --plugin ${shellWord(name)}`).join("");
}

function describeTarget(
  { metric, atLeast, atMost }: NonNullable<ReturnType<typeof trainSectionOf>["stop"]>,
  { metrics }: RunRecord,
): string {
  if (metric === undefined) return "it names no metric";
  const measure = metrics.measures.find(({ name }) => metric.endsWith(`.${name}`));
  const target =
    atLeast === undefined
      ? `at most ${formatMeasure(measure, atMost)}`
      : `at least ${formatMeasure(measure, atLeast)}`;
  const best = metrics.best[metric];
  const reached = best === undefined ? "was not measured" : `reached ${formatMeasure(measure, best.value)}`;
  return `${metric} ${reached}, train.stop requires ${target}`;
}

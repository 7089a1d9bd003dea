import { join, relative } from "node:path";
import { visibleText } from "@retrograd/core";
import { shellWord } from "@retrograd/experiment";
import {
  type ChosenEngine,
  chooseEngine,
  describeLack,
  type ExperimentFlags,
  evaluateValidation,
  type FoldResult,
  foldOverrides,
  openExperiment,
  prepareNewRun,
  runTraining,
  summarizeFolds,
} from "@retrograd/node/command";
import { formatCount, formatNumberOf } from "@retrograd/node/format";
import type { RunMetrics } from "@retrograd/runs";
import type { Environment } from "../../environment.js";
import { exitCodes, interruptCodes } from "../../exit-codes.js";
import { terminalMessages } from "../../terminal/messages.js";
import { createTerminal, type OutputFlags, type Terminal } from "../../terminal/terminal.js";
import { renderFolds } from "../../training/fold-summary.js";
import { createTrainingDisplay } from "../../training/training-display.js";

/** Arguments of `retrograd cross-validate`. */
export interface CrossValidateArguments extends OutputFlags, ExperimentFlags {
  readonly file: string;
  readonly folds: number;
  /** Folder for the runs, one in each of `fold-1`, `fold-2`, ... Default: numbered in `runs`. */
  readonly out?: string | undefined;
  readonly dataDir?: string | undefined;
}

/** Trains an experiment once for each fold, which it is then measured on, and tells mean and spread. The test split is left
 *  alone. Each fold is a run as `train` makes it. */
export async function crossValidate(args: CrossValidateArguments, environment: Environment): Promise<number> {
  const terminal = createTerminal(environment, args);
  const results: FoldResult[] = [];
  let measures: RunMetrics["measures"] = [];
  const { chosen, measured } = await openOnce(args, terminal, environment);
  for (let fold = 1; fold <= args.folds; fold++) {
    const set = [...overridesOfFold(args, fold), ...measured];
    const out = args.out === undefined ? undefined : join(args.out, `fold-${fold}`);
    const { run, setup, plan } = await prepareNewRun(
      { ...args, set, out, chosen },
      terminalMessages(terminal),
      environment,
    );
    const path = relative(environment.directory, run.folder.path) || ".";
    const { train: trained, validation = 0 } = run.record.data.samples;
    terminal.note(
      `fold ${fold} of ${args.folds}: ${formatCount(trained)} training and ${formatNumberOf(validation, "validation sample")} of ${visibleText(run.record.data.name)}, into ${visibleText(path)}`,
    );
    // the rows of every evaluation are in the runs
    const display = { ...createTrainingDisplay(terminal), evaluate: () => {} };
    const { record, interrupt } = await runTraining(run, setup, plan, display, environment);
    if (interrupt !== undefined) {
      terminal.warn(`interrupted by ${interrupt} in fold ${fold} of ${args.folds}; its run can go on with:`);
      terminal.warn(`  retrograd train --resume ${shellWord(path)}`);
      return interruptCodes[interrupt];
    }
    ({ measures } = record.metrics);
    results.push({ fold, path, steps: record.steps, metrics: record.metrics.final.validation ?? {} });
  }
  const metrics = summarizeFolds(results);
  terminal.result(renderFolds(results, { summary: metrics, measures }, terminal.colours));
  terminal.document({ folds: results, metrics });
  return exitCodes.ok;
}

/** The file's own overrides, and the samples that a fold holds out. */
function overridesOfFold({ set = [], folds }: CrossValidateArguments, fold: number): readonly string[] {
  return [...set, ...foldOverrides(fold, folds)];
}

/** What all folds share: the engine that the experiment asks for, and the override that has each fold measured where the
 *  experiment leaves out its split.
 *  @throws RetrogradError E_SPEC, E_FILE, E_PLUGIN, E_ENGINE */
async function openOnce(
  args: CrossValidateArguments,
  terminal: Terminal,
  environment: Environment,
): Promise<{ readonly chosen: ChosenEngine; readonly measured: readonly string[] }> {
  const { loaded } = await openExperiment(args.file, { ...args, set: overridesOfFold(args, 1) }, environment);
  const { engine, reason, lack } = await chooseEngine(loaded.experiment.engine, environment);
  if (lack !== undefined) terminal.note(describeLack(lack));
  return { chosen: { engine, reason }, measured: evaluateValidation(loaded.experiment) };
}

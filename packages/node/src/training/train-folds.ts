import { join } from "node:path";
import type { RunRecord } from "@retrograd/runs";
import type { Interrupt, NodeEnvironment } from "../environment.js";
import { chooseEngine, describeLack } from "../experiment/engine.js";
import { type ExperimentFlags, openExperiment } from "../experiment/open-experiment.js";
import type { Messages } from "../messages.js";
import { evaluateValidation, type FoldResult, foldOverrides } from "./folds.js";
import { prepareNewRun } from "./prepare-new-run.js";
import type { PreparedTraining } from "./prepared-training.js";
import { runTraining } from "./run-training.js";
import type { TrainingDisplay } from "./training-progress.js";

/** What to cross-validate. */
export interface FoldsArguments extends ExperimentFlags {
  /** The experiment file. */
  readonly file: string;
  readonly folds: number;
  /** Folder for the runs, one in each of `fold-1`, `fold-2`, ... Default: numbered in `runs`. */
  readonly out?: string | undefined;
  readonly dataDir?: string | undefined;
}

/** Where the progress of the folds is reported. */
export interface FoldHooks {
  readonly messages: Messages;
  /** Called before each fold; returns the display of its training. fold: from 1 */
  display(fold: number, training: PreparedTraining): TrainingDisplay;
}

/** A fold after its training. */
export interface TrainedFold {
  /** Its path is absolute. */
  readonly result: FoldResult;
  readonly record: RunRecord;
  readonly interrupt?: Interrupt;
}

/** Trains one run for each fold of an experiment's training samples, which it evaluates on that fold. All share one engine.
 *  Ends after a fold that is interrupted.
 *  @throws RetrogradError E_SPEC, E_FILE, E_PLUGIN, E_ENGINE, E_DATA_MISSING, E_PREFLIGHT, E_RUN, E_DIVERGED */
export async function* trainFolds(
  args: FoldsArguments,
  { messages, display }: FoldHooks,
  environment: NodeEnvironment,
): AsyncGenerator<TrainedFold> {
  const { folds, set = [], out } = args;
  const overridesOf = (fold: number) => [...set, ...foldOverrides(fold, folds)];
  const { loaded } = await openExperiment(args.file, { ...args, set: overridesOf(1) }, environment);
  const { engine, reason, lack } = await chooseEngine(loaded.experiment.engine, environment);
  if (lack !== undefined) messages.note(describeLack(lack));
  const chosen = { engine, reason };
  for (let fold = 1; fold <= folds; fold++) {
    const training = await prepareNewRun(
      {
        ...args,
        set: [...overridesOf(fold), ...evaluateValidation(loaded.experiment)],
        out: out === undefined ? undefined : join(out, `fold-${fold}`),
        chosen,
      },
      messages,
      environment,
    );
    const { run, setup, plan } = training;
    const outcome = await runTraining(run, setup, plan, display(fold, training), environment);
    const { record } = outcome;
    const metrics = record.metrics.final.validation ?? {};
    yield { ...outcome, result: { fold, path: run.folder.path, steps: record.steps, metrics } };
    if (outcome.interrupt !== undefined) return;
  }
}

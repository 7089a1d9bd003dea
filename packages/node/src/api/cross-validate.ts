import { type FoldMetric, type FoldResult, summarizeFolds } from "../training/folds.js";
import { trainFolds } from "../training/train-folds.js";
import type { TrainingDisplay } from "../training/training-progress.js";
import { type ExperimentOptions, environmentOf, flagsOf, messagesOf } from "./program-options.js";

/** Options of `crossValidate`. */
export interface CrossValidateOptions extends ExperimentOptions {
  /** How many folds the training samples are divided into. Default 5. */
  readonly folds?: number;
  /** New folder for the runs, one in each of `fold-1`, `fold-2`, ... Default: numbered in `runs`. */
  readonly out?: string;
  /** Called after each fold. */
  readonly onFold?: (result: FoldResult) => void;
}

/** Result of `crossValidate`. */
export interface CrossValidation {
  readonly folds: readonly FoldResult[];
  /** Mean and standard deviation of each metric over the folds. */
  readonly metrics: Readonly<Record<string, FoldMetric>>;
}

/** Trains an experiment once for each fold of its training samples and evaluates it on that fold, as `retrograd
 *  cross-validate` does. The test split is not used. Each fold is a run.
 *  @throws the signal's reason once it is aborted, with the run of the current fold interrupted; RetrogradError E_SPEC,
 *  E_DATA_MISSING, E_ENGINE, E_DIVERGED */
export async function crossValidate(
  file: string,
  options: CrossValidateOptions = {},
): Promise<CrossValidation> {
  const { folds = 5, out, onFold, signal } = options;
  const args = { ...flagsOf(options), file, folds, out };
  const hooks = { messages: messagesOf(options), display: () => noDisplay };
  const results: FoldResult[] = [];
  for await (const { result } of trainFolds(args, hooks, environmentOf(options))) {
    signal?.throwIfAborted();
    results.push(result);
    onFold?.(result);
  }
  return { folds: results, metrics: summarizeFolds(results) };
}

const noDisplay: TrainingDisplay = { step() {}, evaluate() {}, checkpoint() {}, interrupted() {}, end() {} };

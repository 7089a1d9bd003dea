import { join } from "node:path";
import { openExperiment } from "../experiment/open-experiment.js";
import {
  evaluateValidation,
  type FoldMetric,
  type FoldResult,
  foldOverrides,
  summarizeFolds,
} from "../training/folds.js";
import { type ExperimentOptions, environmentOf, flagsOf } from "./program-options.js";
import { train } from "./training.js";

/** Options of `crossValidate`. */
export interface CrossValidateOptions extends ExperimentOptions {
  /** Into how many folds the training samples are cut. Default 5. */
  readonly folds?: number;
  /** New folder for the runs, one in each of `fold-1`, `fold-2`, ... Default: numbered in `runs`. */
  readonly out?: string;
  /** Called after each fold. */
  readonly onFold?: (result: FoldResult) => void;
}

/** What `crossValidate` gives. */
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
  const { folds = 5, out, onFold, ...rest } = options;
  const overridesOf = (fold: number) => [...(options.set ?? []), ...foldOverrides(fold, folds)];
  const { loaded } = await openExperiment(
    file,
    { ...flagsOf(options), set: overridesOf(1) },
    environmentOf(options),
  );
  const results: FoldResult[] = [];
  for (let fold = 1; fold <= folds; fold++) {
    const training = await train(file, {
      ...rest,
      set: [...overridesOf(fold), ...evaluateValidation(loaded.experiment)],
      ...(out === undefined ? {} : { out: join(out, `fold-${fold}`) }),
    });
    const { path, record } = await training.finish();
    options.signal?.throwIfAborted();
    const result = { fold, path, steps: record.steps, metrics: record.metrics.final.validation ?? {} };
    results.push(result);
    onFold?.(result);
  }
  return { folds: results, metrics: summarizeFolds(results) };
}

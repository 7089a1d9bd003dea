import { relative } from "node:path";
import { visibleText } from "@retrograd/core";
import { shellWord } from "@retrograd/experiment";
import {
  type FoldResult,
  type FoldsArguments,
  type PreparedTraining,
  summarizeFolds,
  trainFolds,
} from "@retrograd/node/command";
import { formatCount, formatNumberOf } from "@retrograd/node/format";
import type { RunMetrics } from "@retrograd/runs";
import type { Environment } from "../../environment.js";
import { exitCodes, interruptCodes } from "../../exit-codes.js";
import { terminalMessages } from "../../terminal/messages.js";
import { createTerminal, type OutputFlags } from "../../terminal/terminal.js";
import { renderFolds } from "../../training/fold-summary.js";
import { createTrainingDisplay } from "../../training/training-display.js";

/** Arguments of `retrograd cross-validate`. */
export interface CrossValidateArguments extends OutputFlags, FoldsArguments {}

/** Trains an experiment once for each fold, evaluates it on that fold, and reports mean and standard deviation. The test split
 *  is not used. Each fold is a run, as of `retrograd train`. */
export async function crossValidate(args: CrossValidateArguments, environment: Environment): Promise<number> {
  const terminal = createTerminal(environment, args);
  const pathOf = (path: string) => relative(environment.directory, path) || ".";
  const results: FoldResult[] = [];
  let measures: RunMetrics["measures"] = [];
  const display = (fold: number, { run: { folder, record } }: PreparedTraining) => {
    const { samples, name } = record.data;
    terminal.note(
      `fold ${fold} of ${args.folds}: ${formatCount(samples.train)} training and ${formatNumberOf(samples.validation ?? 0, "validation sample")} of ${visibleText(name)}, into ${visibleText(pathOf(folder.path))}`,
    );
    // the rows of every evaluation are in the runs
    return { ...createTrainingDisplay(terminal), evaluate: () => {} };
  };
  const hooks = { messages: terminalMessages(terminal), display };
  for await (const { result, record, interrupt } of trainFolds(args, hooks, environment)) {
    const path = pathOf(result.path);
    if (interrupt !== undefined) {
      terminal.warn(
        `interrupted by ${interrupt} in fold ${result.fold} of ${args.folds}; resume its run with:`,
      );
      terminal.warn(`  retrograd train --resume ${shellWord(path)}`);
      return interruptCodes[interrupt];
    }
    ({ measures } = record.metrics);
    results.push({ ...result, path });
  }
  const metrics = summarizeFolds(results);
  terminal.result(renderFolds(results, { summary: metrics, measures }, terminal.colours));
  terminal.document({ folds: results, metrics });
  return exitCodes.ok;
}

import { RetrogradError, rowCount } from "@retrograd/core";
import { evaluate as evaluateNetwork, type Split } from "@retrograd/trainer";
import type { Environment } from "../environment.js";
import { exitCodes } from "../exit-codes.js";
import { describeLack } from "../experiment/engine.js";
import { loadData } from "../experiment/load-data.js";
import { type OpenRunFlags, openRun } from "../run/open-run.js";
import { formatLoss, formatNumberOf, formatPercent } from "../terminal/numbers.js";
import { createTerminal, type OutputFlags } from "../terminal/terminal.js";

/** Arguments of `retrograd evaluate`. */
export interface EvaluateArguments extends OutputFlags, OpenRunFlags {
  readonly run: string;
  readonly split: Split;
  readonly dataDir?: string | undefined;
}

/** Measures the model of a run on the data it was trained with. */
export async function evaluate(args: EvaluateArguments, environment: Environment): Promise<number> {
  const terminal = createTerminal(environment, args);
  const opened = await openRun(args.run, args, environment);
  if (opened.lack !== undefined) terminal.note(describeLack(opened.lack));
  for (const change of opened.changed) terminal.warn(change);
  const data = await loadData(opened.opened, environment, { dataDir: args.dataDir, trained: opened });
  const samples = data[args.split];
  if (samples === undefined) {
    throw new RetrogradError(
      "E_USAGE",
      `${args.run} has no ${args.split} split: its data.validation was left out. Name another, such as --split test`,
    );
  }
  const { loss, accuracy } = evaluateNetwork(opened.network, opened.params, samples);
  const count = rowCount(samples.x);
  const shown = accuracy === undefined ? "" : `  accuracy ${formatPercent(accuracy)}`;
  terminal.result(`${args.split} loss ${formatLoss(loss)}${shown}  (${formatNumberOf(count, "sample")})`);
  terminal.document({
    path: args.run,
    split: args.split,
    samples: count,
    loss,
    warnings: opened.changed,
    ...(accuracy === undefined ? {} : { accuracy }),
  });
  return exitCodes.ok;
}

import { describeLack, evaluateOpened, type OpenRunFlags, openRun } from "@retrograd/node/command";
import { formatMeasure, formatNumberOf } from "@retrograd/node/format";
import type { Split } from "@retrograd/plugin";
import type { Environment } from "../../environment.js";
import { exitCodes } from "../../exit-codes.js";
import { terminalMessages } from "../../terminal/messages.js";
import { createTerminal, type OutputFlags } from "../../terminal/terminal.js";
import { renderMetricTables } from "../../training/metric-tables.js";

/** Arguments of `retrograd evaluate`. */
export interface EvaluateArguments extends OutputFlags, OpenRunFlags {
  /** A run, or one of its checkpoints. */
  readonly run: string;
  readonly split: Split;
  /** Metrics in addition to the loss, as in an experiment's list. Default: those of the experiment. */
  readonly metrics?: string | undefined;
  readonly dataDir?: string | undefined;
}

/** Measures the model of a run on the data it was trained with. */
export async function evaluate(args: EvaluateArguments, environment: Environment): Promise<number> {
  const terminal = createTerminal(environment, args);
  const opened = await openRun(args.run, args, environment);
  if (opened.lack !== undefined) terminal.note(describeLack(opened.lack));
  for (const change of opened.changed) terminal.warn(change);
  const evaluation = await evaluateOpened(opened, args, terminalMessages(terminal), environment);
  const { numbers, tables, measures, samples } = evaluation;
  const values = measures.map(
    (measure) => `${measure.name} ${formatMeasure(measure, numbers[measure.name])}`,
  );
  terminal.result(`${args.split} ${values.join("  ")}  (${formatNumberOf(samples, "sample")})`);
  const names = { classes: evaluation.targetNames, measures };
  for (const table of renderMetricTables(tables, names, terminal.colours)) terminal.result(`\n${table}`);
  terminal.document({
    path: args.run,
    split: args.split,
    samples,
    metrics: { [args.split]: numbers },
    ...(Object.keys(tables).length === 0 ? {} : { tables: { [args.split]: tables } }),
    warnings: opened.changed,
  });
  return exitCodes.ok;
}

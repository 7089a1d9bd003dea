import { RetrogradError } from "@retrograd/core";
import { sampleCount } from "@retrograd/data";
import { makeMetrics, measuresOf } from "@retrograd/network";
import { askedMetrics, describeLack, loadData, type OpenRunFlags, openRun } from "@retrograd/node/command";
import { formatMeasure, formatNumberOf } from "@retrograd/node/format";
import type { Split } from "@retrograd/plugin";
import { evaluate as evaluateNetwork } from "@retrograd/trainer";
import type { Environment } from "../environment.js";
import { exitCodes } from "../exit-codes.js";
import { terminalMessages } from "../terminal/messages.js";
import { createTerminal, type OutputFlags } from "../terminal/terminal.js";
import { renderMetricTables } from "../training/metric-tables.js";

/** Arguments of `retrograd evaluate`. */
export interface EvaluateArguments extends OutputFlags, OpenRunFlags {
  /** A run, or one of its checkpoints. */
  readonly run: string;
  readonly split: Split;
  /** What to measure beside the loss, as in an experiment's list; what the experiment lists unless told. */
  readonly metrics?: string | undefined;
  readonly dataDir?: string | undefined;
}

/** Measures the model of a run on the data it was trained with. */
export async function evaluate(args: EvaluateArguments, environment: Environment): Promise<number> {
  const terminal = createTerminal(environment, args);
  const opened = await openRun(args.run, args, environment);
  if (opened.lack !== undefined) terminal.note(describeLack(opened.lack));
  for (const change of opened.changed) terminal.warn(change);
  const { network, params } = opened;
  const { registry, loaded } = opened.opened;
  const { loss } = network.loss;
  const metrics =
    args.metrics === undefined
      ? makeMetrics(registry, loaded.experiment.train?.evaluate.metrics, loss)
      : askedMetrics(args.metrics, registry, loss);
  const data = await loadData(opened.opened, environment, {
    dataDir: args.dataDir,
    trained: opened,
    messages: terminalMessages(terminal),
  });
  const samples = data[args.split];
  if (samples === undefined) {
    throw new RetrogradError(
      "E_USAGE",
      `${args.run} has no ${args.split} split: ${args.split === "test" ? "its data.test is 0" : "its data.validation was left out"}. Name another, such as --split ${args.split === "test" ? "train" : "test"}`,
    );
  }
  const { numbers, tables } = evaluateNetwork(network, params, samples, { metrics });
  const count = sampleCount(samples);
  const measures = measuresOf(metrics);
  const shown = measures.map((measure) => `${measure.name} ${formatMeasure(measure, numbers[measure.name])}`);
  terminal.result(`${args.split} ${shown.join("  ")}  (${formatNumberOf(count, "sample")})`);
  const names = { classes: data.targetNames, measures };
  for (const table of renderMetricTables(tables, names, terminal.colours)) terminal.result(`\n${table}`);
  terminal.document({
    path: args.run,
    split: args.split,
    samples: count,
    metrics: { [args.split]: numbers },
    ...(Object.keys(tables).length === 0 ? {} : { tables: { [args.split]: tables } }),
    warnings: opened.changed,
  });
  return exitCodes.ok;
}

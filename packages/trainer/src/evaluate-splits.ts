import { RetrogradError } from "@retrograd/core";
import { sampleCount } from "@retrograd/data";
import { measuresOf } from "@retrograd/network";
import type { SampleSet, Split } from "@retrograd/plugin";
import { type Evaluation, evaluateInPasses } from "./evaluate.js";
import type { EvaluateEvent, TrainEvent } from "./events.js";
import { requireFiniteLoss } from "./guard.js";
import { defaultMetrics } from "./metrics/builtin-metrics.js";
import { watchUnits } from "./statistics/unit-counts.js";
import type { Stopwatch } from "./stopwatch.js";
import type { SplitData, TrainOptions } from "./train-options.js";

/** Evaluates each split. Yields an event after each pass. */
export function* evaluateSplits(
  options: TrainOptions,
  watch: Stopwatch,
  progress: { readonly step: number; readonly epoch: number },
): Generator<TrainEvent, EvaluateEvent> {
  const { network, params, data, splits = splitsOf(data), statisticsEvery } = options;
  const { metrics = defaultMetrics(network.loss.loss) } = options;
  const { step } = progress;
  const evaluations: (readonly [Split, Evaluation])[] = [];
  const units = statisticsEvery === undefined ? undefined : watchUnits(network);
  for (const split of splits) {
    const passes = evaluateInPasses(network, params, samplesOf(data, split), {
      metrics,
      streams: options.order.streams,
      ...(units && { watch: units.watch }),
    });
    const next = () => watch.time("evaluate", () => passes.next());
    let pass = next();
    for (; pass.done !== true; pass = next()) yield { type: "evaluating", step, split, done: pass.value };
    requireFiniteLoss(pass.value.numbers.loss, step, `the ${split} loss after step ${step}`);
    evaluations.push([split, pass.value]);
  }
  const numbers = evaluations.map(([split, { numbers }]) => [split, numbers]);
  const tables = evaluations.filter(([, { tables }]) => Object.keys(tables).length > 0);
  return {
    type: "evaluate",
    ...progress,
    splits: Object.fromEntries(numbers),
    measures: measuresOf(metrics),
    ...(tables.length === 0
      ? {}
      : { tables: Object.fromEntries(tables.map(([split, { tables }]) => [split, tables])) }),
    ...(units && { units: units.counts() }),
  };
}

/** The splits of the data. */
function splitsOf(data: SplitData): readonly Split[] {
  return (["train", "validation", "test"] as const).filter((split) => data[split] !== undefined);
}

function samplesOf(data: SplitData, split: Split): SampleSet {
  const samples = data[split];
  if (samples !== undefined && sampleCount(samples) > 0) return samples;
  if (samples !== undefined)
    throw new RetrogradError(
      "E_OPTION",
      `the ${split} split has no samples to evaluate: remove it from "splits"`,
    );
  throw new RetrogradError(
    "E_OPTION",
    `"splits" names "${split}", but the data have only ${splitsOf(data).join(", ")}`,
  );
}

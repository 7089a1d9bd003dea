import { RetrogradError, scope } from "@retrograd/core";
import { batchTensors, sampleCount } from "@retrograd/data";
import {
  forwardLoss,
  type Network,
  type NetworkParams,
  type RunContext,
  requireNetwork,
  requireParams,
  rowsPerPass,
} from "@retrograd/network";
import type { Metric, MetricResult, SampleSet } from "@retrograd/plugin";
import { defaultMetrics } from "./metrics/builtin-metrics.js";

/** The numbers of a split by the names of their metrics, beside the loss: the mean over all that its loss counts, in the loss's unit. */
export type SplitNumbers = Readonly<Record<string, number>> & { readonly loss: number };

/** What metrics give that is no single number, by their names: numbers of each class, and matrices. */
export type MetricTables = Readonly<Record<string, Pick<MetricResult, "perClass" | "matrix">>>;

/** How a network does on a split. */
export interface Evaluation {
  readonly numbers: SplitNumbers;
  /** {} where no metric gives any. */
  readonly tables: MetricTables;
}

/** What an evaluation depends on beside the network. */
export interface EvaluateOptions extends Pick<RunContext, "watch"> {
  /** Beside the loss; accuracy of classes and R2 of values unless told. */
  readonly metrics?: readonly Metric[];
}

/** Runs the network over all samples in mode "eval". The numbers do not depend on how samples are grouped into passes,
 *  except for rounding: the loss is sum(loss weight) / sum(weight) over the passes.
 *  @throws RetrogradError E_TARGET when the weights of all passes are 0, so that no sample counts */
export function evaluate(
  network: Network,
  params: NetworkParams,
  samples: SampleSet,
  options: EvaluateOptions = {},
): Evaluation {
  requireNetwork("evaluate", network);
  const passes = evaluateInPasses(network, params, samples, options);
  for (;;) {
    const pass = passes.next();
    if (pass.done === true) return pass.value;
  }
}

/** The same, `rowsPerPass` samples at a time: yields how many are done, so that a caller may look up in between. `watch` is told
 *  each layer's output. */
export function* evaluateInPasses(
  network: Network,
  params: NetworkParams,
  samples: SampleSet,
  { metrics = defaultMetrics(network.loss.loss), ...ctx }: EvaluateOptions = {},
): Generator<number, Evaluation> {
  const { engine, dtype, input } = network;
  requireParams("evaluate", params);
  const count = sampleCount(samples);
  const tallies = metrics.map((metric) => metric.start());
  const rows = rowsPerPass(network);
  const passFrom = (first: number) =>
    Int32Array.from({ length: Math.max(0, Math.min(rows, count - first)) }, (_, i) => first + i);
  let loss = 0;
  let weight = 0;
  for (let first = 0; first < count; first += rows) {
    const indices = passFrom(first);
    scope(engine, () => {
      const batch = batchTensors(samples, indices, { engine, dtype, inputShape: input });
      if ("read" in samples) samples.prefetch?.(passFrom(first + rows));
      const passed = forwardLoss(network, params, batch, ctx);
      // the mean of a pass in which nothing counts is 0 / 0
      if (passed.weight > 0) loss += passed.loss * passed.weight;
      weight += passed.weight;
      for (const tally of tallies) tally.add(passed.y, batch.t);
    });
    yield first + indices.length;
  }
  if (weight === 0) throw nothingCounts(network.loss.id, count);
  const numbers: Record<string, number> = {};
  const tables: Record<string, MetricTables[string]> = {};
  for (const [i, metric] of metrics.entries()) {
    const { value, ...table } = tallies[i]?.result() ?? {};
    if (metric.better !== undefined) numbers[metric.name] = requireNumber(metric.name, value);
    if (Object.keys(table).length > 0) tables[metric.name] = table;
  }
  return { numbers: { loss: loss / weight, ...numbers }, tables };
}

function nothingCounts(id: string, count: number): RetrogradError {
  return new RetrogradError(
    "E_TARGET",
    `${id}: its weight is 0 for all ${count} samples, so there is no mean loss: give samples whose targets count`,
  );
}

function requireNumber(name: string, value: number | undefined): number {
  if (typeof value === "number") return value;
  throw new RetrogradError(
    "E_PLUGIN",
    `the metric ${name} says which way its number is better, and gives ${value}: its result must have a "value"`,
  );
}

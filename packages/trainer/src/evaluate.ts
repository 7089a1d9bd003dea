import { RetrogradError, scope } from "@retrograd/core";
import { batchTensors, type SampleStreams, sampleCount, sampleStreams } from "@retrograd/data";
import {
  forwardLoss,
  initRowStates,
  type Network,
  type NetworkParams,
  type RunContext,
  requireNetwork,
  requireParams,
  rowsPerPass,
  storeRowStates,
  withRowStates,
} from "@retrograd/network";
import type { Metric, MetricResult, SampleSet } from "@retrograd/plugin";
import { defaultMetrics } from "./metrics/builtin-metrics.js";

/** The numbers of a split: the mean loss in its unit, and the metrics by their names. */
export type SplitNumbers = Readonly<Record<string, number>> & { readonly loss: number };

/** Results of metrics that are not a single number, by metric: a number per class, a matrix. */
export type MetricTables = Readonly<Record<string, Pick<MetricResult, "perClass" | "matrix">>>;

/** The result of a network on a split. */
export interface Evaluation {
  readonly numbers: SplitNumbers;
  /** {} if no metric has any. */
  readonly tables: MetricTables;
}

/** Options of `evaluate`. */
export interface EvaluateOptions extends Pick<RunContext, "watch"> {
  /** Metrics in addition to the loss. Default: accuracy for classes, R2 for values. */
  readonly metrics?: readonly Metric[];
  /** Number of streams that the samples are cut into, as `sampling: streams` cuts them: the state of each row continues from
   *  pass to pass. Default: every row starts with its first state. */
  readonly streams?: number | undefined;
}

/** Runs the network over all samples in mode "eval". Except for rounding, the numbers do not depend on how samples are grouped
 *  into passes: the loss is sum(loss weight) / sum(weight) over the passes.
 *  @throws RetrogradError E_TARGET when the weights of all passes are 0, so that no sample counts */
export function evaluate(
  network: Network,
  params: NetworkParams,
  samples: SampleSet,
  options: EvaluateOptions = {},
): Evaluation {
  requireNetwork("evaluate", network);
  const passes = evaluateInPasses(network, params, samples, options);
  let pass = passes.next();
  while (pass.done !== true) pass = passes.next();
  return pass.value;
}

/** The same, `rowsPerPass` samples at a time, or one of each stream. Yields the number of samples done after each pass, so that a caller can report it
 *  or stop. Calls `watch` with each layer's output. */
export function* evaluateInPasses(
  network: Network,
  params: NetworkParams,
  samples: SampleSet,
  { metrics = defaultMetrics(network.loss.loss), streams, ...ctx }: EvaluateOptions = {},
): Generator<number, Evaluation> {
  const { engine, dtype, input } = network;
  requireParams("evaluate", params);
  const count = sampleCount(samples);
  const tallies = metrics.map((metric) => metric.start());
  const passes =
    streams === undefined ? rowPasses(count, rowsPerPass(network)) : sampleStreams(count, streams);
  const rowStates = initRowStates(network, streams === undefined ? 0 : passes.rows);
  let loss = 0;
  let weight = 0;
  let done = 0;
  for (let step = 0; step < passes.steps; step++) {
    const indices = passes.rowsAt(step);
    const rows = indices.length;
    scope(engine, () => {
      const batch = batchTensors(samples, indices, { engine, dtype, inputShape: input });
      if ("read" in samples && step + 1 < passes.steps) samples.prefetch?.(passes.rowsAt(step + 1));
      const continued = streams === undefined ? params : withRowStates(network, params, rowStates, rows);
      const pass = forwardLoss(network, continued, batch, ctx);
      if (streams !== undefined) storeRowStates(network, rowStates, pass.state, { mode: "eval", rows });
      // the mean of a pass with weight 0 is 0 / 0
      if (pass.weight > 0) loss += pass.loss * pass.weight;
      weight += pass.weight;
      for (const tally of tallies) tally.add(pass.y, batch.t, pass.mask);
    });
    done += rows;
    yield done;
  }
  if (weight === 0) throw zeroWeight(network.loss.id, count);
  const numbers: Record<string, number> = {};
  const tables: Record<string, MetricTables[string]> = {};
  for (const [i, metric] of metrics.entries()) {
    const { value, ...table } = tallies[i]?.result() ?? {};
    if (metric.better !== undefined) numbers[metric.name] = requireNumber(metric.name, value);
    if (Object.keys(table).length > 0) tables[metric.name] = table;
  }
  return { numbers: { loss: loss / weight, ...numbers }, tables };
}

/** The samples in order, `rows` in each pass. */
function rowPasses(count: number, rows: number): SampleStreams {
  return {
    rows,
    steps: Math.ceil(count / rows),
    rowsAt: (step) =>
      Int32Array.from({ length: Math.min(rows, count - step * rows) }, (_, i) => step * rows + i),
  };
}

function zeroWeight(id: string, count: number): RetrogradError {
  return new RetrogradError(
    "E_TARGET",
    `${id}: its weight is 0 for all ${count} samples, so there is no mean loss: evaluate samples whose targets count`,
  );
}

function requireNumber(name: string, value: number | undefined): number {
  if (typeof value === "number") return value;
  throw new RetrogradError(
    "E_PLUGIN",
    `the metric ${name} has a "better" direction, but its result has the value ${value}: return { value } with a number`,
  );
}

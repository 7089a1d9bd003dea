import { RetrogradError, scope } from "@retrograd/core";
import { batchTensors, sampleCount } from "@retrograd/data";
import {
  forwardLoss,
  type Metric,
  type MetricResult,
  type Network,
  type NetworkParams,
  type RunContext,
  type SampleSet,
} from "@retrograd/network";
import { usualMetrics } from "./metrics/builtin-metrics.js";

/** The numbers of a split by the names of their metrics, beside the loss: the mean over the samples, in the loss's unit. */
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

// Samples in one forward pass: enough to keep the kernels busy, few enough to stay in the cache.
const chunk = 1000;

/** Runs the network over all samples in mode "eval". What is measured does not depend on how samples are cut into passes,
 *  but for rounding. */
export function evaluate(
  network: Network,
  params: NetworkParams,
  samples: SampleSet,
  options: EvaluateOptions = {},
): Evaluation {
  const passes = evaluateInPasses(network, params, samples, options);
  for (;;) {
    const pass = passes.next();
    if (pass.done === true) return pass.value;
  }
}

/** The same, a thousand samples at a time: yields how many are done, so that a caller may look up in between. `watch` is told
 *  each layer's output. */
export function* evaluateInPasses(
  network: Network,
  params: NetworkParams,
  samples: SampleSet,
  { metrics = usualMetrics(network.loss.loss), ...ctx }: EvaluateOptions = {},
): Generator<number, Evaluation> {
  const { engine, dtype, input } = network;
  const count = sampleCount(samples);
  const tallies = metrics.map((metric) => metric.start());
  let loss = 0;
  for (let begin = 0; begin < count; begin += chunk) {
    const indices = passFrom(begin, count);
    scope(engine, () => {
      const batch = batchTensors(samples, indices, { engine, dtype, inputShape: input });
      if ("read" in samples) samples.prefetch?.(passFrom(begin + chunk, count));
      const passed = forwardLoss(network, params, batch, ctx);
      loss += passed.loss * indices.length;
      for (const tally of tallies) tally.add(passed.y, batch.t);
    });
    yield begin + indices.length;
  }
  const numbers: Record<string, number> = {};
  const tables: Record<string, MetricTables[string]> = {};
  for (const [i, metric] of metrics.entries()) {
    const { value, ...table } = tallies[i]?.result() ?? {};
    if (metric.better !== undefined) numbers[metric.name] = requireNumber(metric.name, value);
    if (Object.keys(table).length > 0) tables[metric.name] = table;
  }
  return { numbers: { loss: loss / count, ...numbers }, tables };
}

/** The samples of the pass that begins at one of them. */
function passFrom(begin: number, count: number): Int32Array {
  return Int32Array.from({ length: Math.max(0, Math.min(chunk, count - begin)) }, (_, i) => begin + i);
}

function requireNumber(name: string, value: number | undefined): number {
  if (typeof value === "number") return value;
  throw new RetrogradError(
    "E_PLUGIN",
    `the metric ${name} says which way its number is better, and gives ${value}: its result must have a "value"`,
  );
}

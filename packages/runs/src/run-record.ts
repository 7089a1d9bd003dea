import type { DataFile, Measure, Split } from "@retrograd/plugin";
import type { MetricTables, SplitNumbers } from "@retrograd/trainer";
import { type EvaluateEvent, metricsOf, type Timing } from "@retrograd/trainer";

/** The state of a run. */
export type RunStatus = "running" | "completed" | "failed" | "interrupted";

/** A description of the data of a run, to check later that data is the same. */
export interface RunData {
  readonly name: string;
  readonly samples: Readonly<{ train: number; validation?: number; test: number }>;
  readonly targetNames: readonly string[];
  /** The names of the input columns, if they have names. */
  readonly inputNames?: readonly string[];
  /** How the inputs were scaled: `(value - offset) / divisor`. */
  readonly scaling: {
    readonly kind: string;
    readonly offset: readonly number[];
    readonly divisor: readonly number[];
  };
  readonly files: readonly DataFile[];
}

/** The best value of a metric, and the step at which it was reached. */
export interface Best {
  readonly value: number;
  readonly step: number;
}

/** One resumption of a run. */
interface Resumption {
  /** Steps done before. */
  readonly step: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The plugins from this step on, if they differ from those at the start. */
  readonly plugins?: readonly { readonly name: string; readonly version: string; readonly sha256?: string }[];
}

/** The content of run.json: what was trained, on which machine and data, and the result. */
export interface RunRecord {
  readonly schema: 1;
  readonly name: string;
  readonly status: RunStatus;
  readonly seed: number;
  readonly dtype: string;
  readonly rng: string;
  readonly engine: { readonly name: string; readonly description: string };
  /** Versions of Retrograd, of the platform, and of each plugin. */
  readonly versions: Readonly<Record<string, string>>;
  readonly platform: string;
  readonly git?: { readonly commit: string; readonly changed: boolean };
  readonly data: RunData;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly steps: number;
  /** Every resumption of the run. `timing` covers only the time since the last one. */
  readonly resumed?: readonly Resumption[];
  /** Why the run ended: all steps done, the stopping criterion met, an interrupt, or an error. */
  readonly reason?: string;
  readonly timing?: Timing;
  readonly metrics: RunMetrics;
  /** The sha256 of model.safetensors, once it is written. */
  readonly model?: { readonly sha256: string };
}

/** What a run has measured. */
export interface RunMetrics {
  /** The numbers of the last evaluation. */
  readonly final: Readonly<Partial<Record<Split, SplitNumbers>>>;
  /** By split and metric: "test.accuracy". */
  readonly best: Readonly<Record<string, Best>>;
  /** A description of each of those numbers. */
  readonly measures: readonly Measure[];
  /** The results of the last evaluation that are not a single number. */
  readonly tables?: Readonly<Partial<Record<Split, MetricTables>>>;
}

/** The metrics before the first evaluation. */
export const nothingMeasured: RunMetrics = { final: {}, best: {}, measures: [] };

/** The metrics after one more evaluation. */
export function updateMetrics({ best }: RunMetrics, evaluation: EvaluateEvent): RunMetrics {
  const { splits, measures, tables } = evaluation;
  return {
    final: splits,
    best: updateBest(best, evaluation),
    measures,
    ...(tables === undefined ? {} : { tables }),
  };
}

/** The best metrics after one more evaluation. Of equal values the earlier is the best; a number that is not finite never is. */
export function updateBest(
  best: Readonly<Record<string, Best>>,
  evaluation: EvaluateEvent,
): Readonly<Record<string, Best>> {
  const { step } = evaluation;
  const updated: Record<string, Best> = { ...best };
  for (const [name, { value, better }] of Object.entries(metricsOf(evaluation))) {
    const before = updated[name]?.value;
    const isBetter = before === undefined || (better === "higher" ? value > before : value < before);
    if (Number.isFinite(value) && isBetter) updated[name] = { value, step };
  }
  return updated;
}

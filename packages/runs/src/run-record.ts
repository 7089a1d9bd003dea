import type { DataFile, Measure, Split } from "@retrograd/plugin";
import type { MetricTables, SplitNumbers } from "@retrograd/trainer";
import { type EvaluateEvent, metricsOf, type Timing } from "@retrograd/trainer";

/** How a run stands. */
export type RunStatus = "running" | "completed" | "failed" | "interrupted";

/** The data of a run, by which a later reader can tell whether it has the same. */
export interface RunData {
  readonly name: string;
  readonly samples: Readonly<{ train: number; validation?: number; test: number }>;
  readonly targetNames: readonly string[];
  /** Names of the input columns, where they have names. */
  readonly inputNames?: readonly string[];
  /** `(value - offset) / divisor`, as the inputs were scaled */
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

/** How a run was gone on with. */
interface Resumed {
  /** Steps that were behind it. */
  readonly step: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The plugins from there on, where they are not those that the run began with. */
  readonly plugins?: readonly { readonly name: string; readonly version: string; readonly sha256?: string }[];
}

/** run.json: what ran, on what, how it went. */
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
  /** Each time it was gone on with. `timing` is that of the last time. */
  readonly resumed?: readonly Resumed[];
  /** Why it ended: all steps taken, the criterion met, an interrupt, or an error. */
  readonly reason?: string;
  readonly timing?: Timing;
  readonly metrics: RunMetrics;
  /** What model.safetensors is, from when it is written. */
  readonly model?: { readonly sha256: string };
}

/** What a run has measured. */
export interface RunMetrics {
  /** The numbers of the last evaluation. */
  readonly final: Readonly<Partial<Record<Split, SplitNumbers>>>;
  /** By split and metric: "test.accuracy". */
  readonly best: Readonly<Record<string, Best>>;
  /** What those numbers are. */
  readonly measures: readonly Measure[];
  /** What the metrics of the last evaluation gave that is no single number. */
  readonly tables?: Readonly<Partial<Record<Split, MetricTables>>>;
}

/** Before the first evaluation. */
export const nothingMeasured: RunMetrics = { final: {}, best: {}, measures: [] };

/** What a run has measured after one more evaluation. */
export function updateMetrics({ best }: RunMetrics, evaluation: EvaluateEvent): RunMetrics {
  const { splits, measures, tables } = evaluation;
  return {
    final: splits,
    best: updateBest(best, evaluation),
    measures,
    ...(tables === undefined ? {} : { tables }),
  };
}

/** The best metrics after one more evaluation, the earlier of equals; never a number that is not finite. */
export function updateBest(
  best: Readonly<Record<string, Best>>,
  evaluation: EvaluateEvent,
): Readonly<Record<string, Best>> {
  const { step } = evaluation;
  const updated: Record<string, Best> = { ...best };
  for (const [name, { value, better }] of Object.entries(metricsOf(evaluation))) {
    const before = updated[name]?.value;
    const gained = before === undefined || (better === "higher" ? value > before : value < before);
    if (Number.isFinite(value) && gained) updated[name] = { value, step };
  }
  return updated;
}

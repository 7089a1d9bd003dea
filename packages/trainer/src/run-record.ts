import type { DataFile } from "@retrograd/network";
import type { Evaluation } from "./evaluate.js";
import type { EvaluateEvent, Split, Timing } from "./events.js";

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
  /** Each time it was gone on with: the steps it began from, and when. `timing` is that of the last time. */
  readonly resumed?: readonly { readonly step: number; readonly at: string }[];
  /** Why it ended: all steps taken, the criterion met, an interrupt, or an error. */
  readonly reason?: string;
  readonly timing?: Timing;
  readonly metrics: {
    readonly final: Readonly<Partial<Record<Split, Evaluation>>>;
    /** By split and metric: "test.accuracy". */
    readonly best: Readonly<Record<string, Best>>;
  };
}

/** The best metrics after one more evaluation: highest accuracy, lowest loss, the earlier of equals; never a NaN. */
export function updateBest(
  best: Readonly<Record<string, Best>>,
  { step, splits }: EvaluateEvent,
): Readonly<Record<string, Best>> {
  const updated: Record<string, Best> = { ...best };
  for (const [split, evaluation] of Object.entries(splits)) {
    for (const [metric, value] of Object.entries(evaluation)) {
      const key = `${split}.${metric}`;
      const before = updated[key]?.value;
      if (!Number.isFinite(value)) continue;
      const better = before === undefined || (metric === "loss" ? value < before : value > before);
      if (better) updated[key] = { value, step };
    }
  }
  return updated;
}

import type { SplitMetrics } from "@retrograd/plugin";
import { gainOf, watchedMetric } from "./metrics/watched-metric.js";

/** When to end training early: as soon as one of the criteria is met. */
export interface StopCriterion {
  /** The metric of `atLeast`, `atMost` and `patience`: split and name, "test.accuracy". */
  readonly metric?: string;
  /** Ends with the reason "target" once the metric is >= this. */
  readonly atLeast?: number;
  /** Ends with the reason "target" once the metric is <= this. */
  readonly atMost?: number;
  /** Ends with the reason "patience" after this many evaluations in a row without improvement. */
  readonly patience?: number;
  /** Minimum improvement that counts. Default: 0. */
  readonly minDelta?: number;
  /** Ends with the reason "time" after this many seconds of training. */
  readonly seconds?: number;
}

/** The state of the stop criterion: plain data that survives JSON. */
export interface StopState {
  /** Seconds of training and evaluation. */
  readonly seconds: number;
  /** Best value of the metric; absent before the first evaluation. */
  readonly best?: number;
  /** Evaluations in a row without improvement. */
  readonly waited: number;
}

/** The state after an evaluation, and why training ends, if it does.
 *  @throws RetrogradError E_OPTION when the metric is not evaluated */
export function observeStop(
  criterion: StopCriterion,
  state: StopState,
  metrics: SplitMetrics,
): { readonly state: StopState; readonly reason?: "target" | "patience" } {
  const { metric, atLeast = Infinity, atMost = -Infinity, patience = Infinity, minDelta = 0 } = criterion;
  if (metric === undefined) return { state };
  const measured = watchedMetric(metrics, metric, "stop");
  const { value } = measured;
  const better = state.best === undefined ? Number.isFinite(value) : gainOf(measured, state.best) > minDelta;
  const next = better ? { ...state, best: value, waited: 0 } : { ...state, waited: state.waited + 1 };
  if (value >= atLeast || value <= atMost) return { state: next, reason: "target" };
  return next.waited >= patience ? { state: next, reason: "patience" } : { state: next };
}

import type { SplitMetrics } from "@retrograd/plugin";
import { gainOf, watchedMetric } from "./metrics/watched-metric.js";

/** When to end training early: whatever of it comes first. */
export interface StopCriterion {
  /** What `atLeast`, `atMost` and `patience` look at: split and name, "test.accuracy". */
  readonly metric?: string;
  /** Ends once the metric is this or more, for the reason "target". */
  readonly atLeast?: number;
  /** Ends once the metric is this or less, for the reason "target". */
  readonly atMost?: number;
  /** Ends after so many evaluations in a row that brought nothing better, for the reason "patience". */
  readonly patience?: number;
  /** How much better a metric must be to count; 0 unless told. */
  readonly minDelta?: number;
  /** Ends after so many seconds of training, for the reason "time". */
  readonly seconds?: number;
}

/** What stopping has seen so far: plain data that survives JSON. */
export interface StopState {
  /** Seconds of training and evaluation. */
  readonly seconds: number;
  /** Best value of the metric; absent before the first evaluation. */
  readonly best?: number;
  /** Evaluations in a row that brought nothing better. */
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

import { RetrogradError } from "@retrograd/core";
import type { EvaluateEvent, Split } from "./events.js";

/** Ends training once a metric of an evaluation has reached a number. */
export interface StopCriterion {
  /** Split and metric: "test.accuracy". */
  readonly metric: `${Split}.${"loss" | "accuracy"}`;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** Whether an evaluation meets the criterion.
 *  @throws RetrogradError E_OPTION when the evaluation has no such metric */
export function isMet(criterion: StopCriterion, evaluation: EvaluateEvent): boolean {
  const { metric, atLeast = -Infinity, atMost = Infinity } = criterion;
  const [split, name] = metric.split(".") as [Split, "loss" | "accuracy"];
  const value = evaluation.splits[split]?.[name];
  if (value === undefined) {
    const known = Object.entries(evaluation.splits).flatMap(([of, metrics]) =>
      Object.keys(metrics).map((key) => `${of}.${key}`),
    );
    throw new RetrogradError(
      "E_OPTION",
      `stop: no metric "${metric}" is evaluated. Known: ${known.join(", ")}`,
    );
  }
  return value >= atLeast && value <= atMost;
}

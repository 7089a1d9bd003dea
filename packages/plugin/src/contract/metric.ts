import type { Tensor } from "@retrograd/core";
import type { Definition } from "./definition.js";
import type { Loss, TargetKind } from "./loss.js";

/** Name, direction and unit of a number that an evaluation measures. */
export interface Measure {
  /** The key in results: "accuracy", "topK5". */
  readonly name: string;
  /** The better direction. */
  readonly better: "higher" | "lower";
  /** "fraction" for a number from 0 to 1, which reports show as a percentage. */
  readonly unit?: "fraction";
}

/** The result of a metric over all samples: a number, a number per class, a matrix. */
export interface MetricResult {
  /** Required if the metric has a `better`; NaN where the metric is not defined. */
  readonly value?: number;
  /** A number per class; NaN for a class that occurs neither in the targets nor in the predictions. [classes] */
  readonly perClass?: readonly number[];
  /** Counts of samples: rows are target classes, columns are predicted classes. [classes, classes] */
  readonly matrix?: readonly (readonly number[])[];
}

/** Accumulates a metric over batches. Except for rounding, the result does not depend on how samples are grouped into batches. */
export interface MetricTally {
  /** y: predictions [batch, ...outShape], t: [batch, ...target shape], see `Loss.targets`;
   *  mask: [batch, time], 0 for steps that are padding and do not count; absent where all count */
  add(y: Tensor, t: Tensor, mask?: Tensor): void;
  result(): MetricResult;
}

/** A metric that evaluations compute in addition to the loss. */
export interface Metric {
  /** The key in results: a letter, then letters and digits. */
  readonly name: string;
  /** The better direction; absent for a metric that gives no single number. */
  readonly better?: Measure["better"];
  readonly unit?: Measure["unit"];
  /** A new, empty tally. */
  start(): MetricTally;
}

/** What a package registers to add a metric. */
export interface MetricDefinition<Options = unknown> extends Definition<Options> {
  /** Kind of targets that the metric compares with. It must equal that of the loss. */
  readonly targets: TargetKind;
  /** True if the metric is measured when an experiment lists no metrics. Default: false. */
  readonly byDefault?: boolean;
  /** Builds the metric for the predictions of `loss`.
   *  @throws RetrogradError E_OPTION when it cannot measure them, such as the best 5 of 3 classes */
  create(options: Options, loss: Loss): Metric;
}

import type { Tensor } from "@retrograd/core";
import type { Definition } from "./definition.js";
import type { Loss } from "./loss.js";

/** What a number of an evaluation is. */
export interface Measure {
  /** As results call it: "accuracy", "topK5". */
  readonly name: string;
  /** Which way it is better. */
  readonly better: "higher" | "lower";
  /** "fraction" for a number from 0 to 1, which people read as a percentage. */
  readonly unit?: "fraction";
}

/** What a metric makes of all samples: a number, and what one number cannot hold. */
export interface MetricResult {
  /** Where the metric has a `better`; NaN where it is not defined. */
  readonly value?: number;
  /** A number for each class; NaN for a class that occurs neither in the targets nor in the predictions. [classes] */
  readonly perClass?: readonly number[];
  /** Counts of samples: a row a class, a column a predicted class. [classes, classes] */
  readonly matrix?: readonly (readonly number[])[];
}

/** A metric over the samples so far. It keeps sums, so that the result does not depend on how samples are cut into batches,
 *  but for rounding. */
export interface MetricTally {
  /** y: predictions [batch, ...outShape], t: [batch] class indices or [batch, ...outShape] */
  add(y: Tensor, t: Tensor): void;
  result(): MetricResult;
}

/** Something that evaluations measure beside the loss. */
export interface Metric {
  /** As results call it: a letter, then letters and digits. */
  readonly name: string;
  /** Which way the number is better; absent for a metric that gives no number. */
  readonly better?: Measure["better"];
  readonly unit?: Measure["unit"];
  /** A tally of no samples. */
  start(): MetricTally;
}

/** What a package registers to add a metric. */
export interface MetricDefinition<Options = unknown> extends Definition<Options> {
  /** What a loss must learn from to be measured by it. */
  readonly targets: Loss["targets"];
  /** Whether it is measured where an experiment lists no metrics. */
  readonly usual?: boolean;
  /** Makes the metric for what `loss` predicts.
   *  @throws RetrogradError E_OPTION when it cannot measure that, such as the best 5 of 3 classes */
  create(options: Options, loss: Loss): Metric;
}

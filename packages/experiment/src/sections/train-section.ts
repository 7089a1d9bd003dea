import type { Entry } from "@retrograd/plugin";
import { z } from "zod";
import { count, distinct, entry } from "./values.js";
import { samplings, splits } from "./words.js";

const metricRule = "must be a split and a metric, such as test.accuracy";

/** The name of a measured value, by split and metric. check-watched.ts checks that it is evaluated. */
const splitMetric = z.templateLiteral(
  [z.enum(splits), ".", z.string().regex(/[A-Za-z][A-Za-z0-9]*/)],
  metricRule,
);

/** The default optimizer. */
export const defaultOptimizer: Entry = { SGD: { lr: 0.1 } };

/** The default batch size. */
export const defaultBatch = 100;

const bound = z.number("must be a number");
const positive = z.number("must be a number > 0").positive("must be a number > 0");

/** The section `train`. check-rules.ts checks the rules between its keys. */
export const trainSection = z.strictObject({
  optimizer: entry.default(defaultOptimizer).describe("How gradients change the parameters."),
  schedule: entry.exactOptional().describe("How the learning rate changes. Default: it stays constant."),
  clip: z
    .strictObject({
      norm: positive.exactOptional().describe("Maximum norm of all gradients together."),
      value: positive.exactOptional().describe("Maximum absolute value of an element of a gradient."),
    })
    .refine(
      ({ norm, value }) => norm !== undefined || value !== undefined,
      'must have "norm", "value" or both',
    )
    .exactOptional()
    .describe("Clips gradients before each update."),
  batch: count.default(defaultBatch).describe("Samples in a step."),
  iterations: count.exactOptional().describe("Length of training in steps."),
  epochs: count.exactOptional().describe("Length of training in passes over the training data."),
  sampling: z.enum(samplings).default("shuffle").describe("How to draw minibatches."),
  evaluate: z
    .strictObject({
      every: count.exactOptional().describe("Steps between evaluations. Default: one epoch."),
      splits: distinct(splits)
        .exactOptional()
        .describe("Splits to evaluate. Default: every split that the data has."),
      metrics: z
        .array(entry)
        .exactOptional()
        .describe("Metrics in addition to the loss. Default: Accuracy for classes, R2 for values."),
    })
    .prefault({}),
  log: z.strictObject({ every: count.default(100).describe("Steps between rows of the log.") }).prefault({}),
  statistics: z
    .strictObject({
      every: count.default(100).describe("Steps between statistics of parameters, gradients and updates."),
    })
    .exactOptional()
    .describe("Statistics of each layer during training. Default: none."),
  preflight: z
    .boolean("must be true or false")
    .exactOptional()
    .describe("Whether to check first that the network can learn. Default: false."),
  checkpoint: z
    .strictObject({
      every: count
        .exactOptional()
        .describe("Steps between checkpoints. Default: a checkpoint only if training is interrupted."),
      keep: count.default(2).describe("Number of latest checkpoints to keep."),
      best: splitMetric
        .exactOptional()
        .describe("A metric. Each new best evaluation writes a checkpoint, and the best one is kept."),
    })
    .prefault({})
    .describe("Checkpoints to resume from."),
  stop: z
    .strictObject({
      metric: splitMetric.exactOptional().describe("Metric for atLeast, atMost and patience."),
      atLeast: bound.exactOptional().describe("Stop when the metric is at least this."),
      atMost: bound.exactOptional().describe("Stop when the metric is at most this."),
      patience: count
        .exactOptional()
        .describe("Stop after this number of evaluations in a row without a better metric."),
      minDelta: positive
        .exactOptional()
        .describe("Minimum improvement that counts for patience. Default: any."),
      seconds: positive.exactOptional().describe("Stop after this many seconds of training and evaluation."),
    })
    .exactOptional()
    .describe("Ends training early, at the first criterion that is met."),
});

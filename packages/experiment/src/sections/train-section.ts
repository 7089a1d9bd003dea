import type { Entry } from "@retrograd/plugin";
import { z } from "zod";
import { count, distinct, entry } from "./values.js";
import { samplings, splits } from "./words.js";

const metricRule = "must be a split and a metric, such as test.accuracy";

/** A number that is evaluated, by split and metric. That it is evaluated is checked in check-rules.ts. */
const splitMetric = z.templateLiteral(
  [z.enum(splits), ".", z.string().regex(/[A-Za-z][A-Za-z0-9]*/)],
  metricRule,
);

/** The optimizer of an experiment that names none. */
export const defaultOptimizer: Entry = { SGD: { lr: 0.1 } };

/** The batch of an experiment that names none. */
export const defaultBatch = 100;

const bound = z.number("must be a number");
const positive = z.number("must be a number > 0").positive("must be a number > 0");

/** The section `train`. That exactly one length and a criterion are given is checked in train-rules.ts. */
export const trainSection = z.strictObject({
  optimizer: entry.default(defaultOptimizer).describe("How gradients change the parameters."),
  schedule: entry.exactOptional().describe("How the learning rate changes; left out: not at all."),
  clip: z
    .strictObject({
      norm: positive.exactOptional().describe("Longest that all gradients together may be."),
      value: positive.exactOptional().describe("Largest that an element of a gradient may be."),
    })
    .refine(
      ({ norm, value }) => norm !== undefined || value !== undefined,
      'must hold "norm", "value" or both',
    )
    .exactOptional()
    .describe("Cuts gradients before each update."),
  batch: count.default(defaultBatch).describe("Samples in a step."),
  iterations: count.exactOptional().describe("Length in steps."),
  epochs: count.exactOptional().describe("Length in passes over the training data."),
  sampling: z.enum(samplings).default("shuffle").describe("How minibatches are drawn."),
  evaluate: z
    .strictObject({
      every: count.exactOptional().describe("Steps between evaluations; left out: after each epoch."),
      splits: distinct(splits)
        .exactOptional()
        .describe("What is evaluated; left out: train, validation where there is one, and test."),
      metrics: z
        .array(entry)
        .exactOptional()
        .describe("What is measured beside the loss; left out: accuracy of classes, R2 of values."),
    })
    .prefault({}),
  log: z.strictObject({ every: count.default(100).describe("Steps between rows of the log.") }).prefault({}),
  statistics: z
    .strictObject({
      every: count.default(100).describe("Steps between statistics of parameters, gradients and updates."),
    })
    .exactOptional()
    .describe("What each layer does while it learns; left out: none is kept."),
  preflight: z
    .boolean("must be true or false")
    .exactOptional()
    .describe("Whether it is checked first that the network can learn."),
  checkpoint: z
    .strictObject({
      every: count.exactOptional().describe("Steps between checkpoints; left out: only when interrupted."),
      keep: count.default(2).describe("How many of the last checkpoints stay."),
      best: splitMetric
        .exactOptional()
        .describe("A metric: each best evaluation makes a checkpoint, and the best of them stays."),
    })
    .prefault({})
    .describe("What is kept to go on from."),
  stop: z
    .strictObject({
      metric: splitMetric.exactOptional().describe("What atLeast, atMost and patience wait for."),
      atLeast: bound.exactOptional().describe("Stop once the metric is this or more."),
      atMost: bound.exactOptional().describe("Stop once the metric is this or less."),
      patience: count
        .exactOptional()
        .describe("Stop after so many evaluations in a row without a better metric."),
      minDelta: positive.exactOptional().describe("How much better, for patience, counts; left out: any."),
      seconds: positive.exactOptional().describe("Stop after so much training and evaluation."),
    })
    .exactOptional()
    .describe("Ends training early, by whatever comes first."),
});

import type { Entry } from "@retrograd/plugin";
import { z } from "zod";
import { count, distinct, entry, mapping } from "./values.js";
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

const trueOrFalse = "must be true or false";
const namesRule =
  "must be the name of a parameter, such as Affine1.W, a pattern such as *.b, or a list of them";
const parameterName = z.string(namesRule).min(1, namesRule);

/** The section `train`. check-rules.ts checks the rules between its keys. */
export const trainSection = mapping({
  /** How gradients change the parameters. */
  optimizer: entry.default(defaultOptimizer),
  /** How the learning rate changes. Default: it stays constant. */
  schedule: entry.exactOptional(),
  /** Clips gradients before each update. */
  clip: mapping({
    /** Maximum norm of all gradients together. */
    norm: positive.exactOptional(),
    /** Maximum absolute value of an element of a gradient. */
    value: positive.exactOptional(),
  })
    .refine(
      ({ norm, value }) => norm !== undefined || value !== undefined,
      'must have "norm", "value" or both',
    )
    .exactOptional(),
  /** Updates some parameters in another way. The first rule that matches a parameter counts. Default: all alike. */
  parameters: z
    .array(
      mapping({
        /** Names of parameters, such as Affine1.W. * stands for any text. */
        of: z.union([parameterName, z.array(parameterName).min(1, namesRule)], namesRule),
        /** Whether they stay as they are. Default: false. */
        freeze: z.boolean(trueOrFalse).exactOptional(),
        /** Factor of the learning rate. Default: 1. */
        rate: positive.exactOptional(),
        /** Whether weight decay applies to them. Default: as the optimizer's options say. */
        decay: z.boolean(trueOrFalse).exactOptional(),
      })
        .refine(
          ({ freeze, rate, decay }) => (freeze ?? rate ?? decay) !== undefined,
          'must have "freeze", "rate" or "decay"',
        )
        .refine(
          ({ freeze, rate, decay }) => freeze !== true || (rate ?? decay) === undefined,
          'freezes parameters, so they have no "rate" and no "decay": remove these',
        ),
      "must be a list of rules, such as - { of: Affine1.*, freeze: true }",
    )
    .exactOptional(),
  /** Samples in a step. */
  batch: count.default(defaultBatch),
  /** Length of training in steps. */
  iterations: count.exactOptional(),
  /** Length of training in passes over the training data. */
  epochs: count.exactOptional(),
  /** How to draw minibatches. */
  sampling: z.enum(samplings).default("shuffle"),
  /** When and what to evaluate during training. */
  evaluate: mapping({
    /** Steps between evaluations. Default: one epoch. */
    every: count.exactOptional(),
    /** Splits to evaluate. Default: every split that the data has. */
    splits: distinct(splits).exactOptional(),
    /** Metrics in addition to the loss. Default: Accuracy for classes, R2 for values. */
    metrics: z.array(entry).exactOptional(),
  }).prefault({}),
  /** When to write rows of the log. */
  log: mapping({
    /** Steps between rows of the log. */
    every: count.default(100),
  }).prefault({}),
  /** Statistics of each layer during training. Default: none. */
  statistics: mapping({
    /** Steps between statistics of parameters, gradients and updates. */
    every: count.default(100),
  }).exactOptional(),
  /** Whether to check first that the network can learn. Default: false. */
  preflight: z.boolean(trueOrFalse).exactOptional(),
  /** Checkpoints to resume from. */
  checkpoint: mapping({
    /** Steps between checkpoints. Default: a checkpoint only if training is interrupted. */
    every: count.exactOptional(),
    /** Number of latest checkpoints to keep. */
    keep: count.default(2),
    /** A metric. Each new best evaluation writes a checkpoint, and the best one is kept. */
    best: splitMetric.exactOptional(),
  }).prefault({}),
  /** Ends training early, at the first criterion that is met. */
  stop: mapping({
    /** Metric for atLeast, atMost and patience. */
    metric: splitMetric.exactOptional(),
    /** Stop when the metric is at least this. */
    atLeast: bound.exactOptional(),
    /** Stop when the metric is at most this. */
    atMost: bound.exactOptional(),
    /** Stop after this number of evaluations in a row without a better metric. */
    patience: count.exactOptional(),
    /** Minimum improvement that counts for patience. Default: any. */
    minDelta: positive.exactOptional(),
    /** Stop after this many seconds of training and evaluation. */
    seconds: positive.exactOptional(),
  }).exactOptional(),
});

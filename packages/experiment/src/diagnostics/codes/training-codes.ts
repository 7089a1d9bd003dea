import { codeOf, smallModel } from "./code-entry.js";

/** RG40: training and its memory. */
export const trainingCodes = {
  RG4001: codeOf({
    title: "Iterations or epochs",
    explanation: "train needs exactly one of iterations (steps) and epochs (passes over the data).",
    expected: 'either "iterations" or "epochs"',
    wrong: `${smallModel}train:
  iterations: 100
  epochs: 2
`,
    right: `${smallModel}train:
  epochs: 2
`,
  }),
  RG4002: codeOf({
    title: "When to stop",
    explanation:
      "train.stop needs at least one of atLeast, atMost, patience and seconds, but not both atLeast and atMost. metric is for atLeast, atMost and patience; minDelta is for patience. A metric that is better when higher takes atLeast; a loss takes atMost.",
    expected: '"atLeast" or "atMost", "patience", "seconds"',
    wrong: `${smallModel}train:
  epochs: 2
  stop: { metric: test.accuracy }
`,
    right: `${smallModel}train:
  epochs: 2
  stop: { metric: test.accuracy, atLeast: 0.9 }
`,
  }),
  RG4003: codeOf({
    title: "A metric that is not evaluated",
    explanation:
      "train.stop, train.checkpoint.best or a schedule uses a metric that is not evaluated. Add its split to train.evaluate.splits, or the metric to train.evaluate.metrics.",
    expected: "a metric that is evaluated",
    wrong: `${smallModel}train:
  epochs: 2
  evaluate: { splits: [train] }
  stop: { metric: test.accuracy, atLeast: 0.9 }
`,
    right: `${smallModel}train:
  epochs: 2
  evaluate: { splits: [train, test] }
  stop: { metric: test.accuracy, atLeast: 0.9 }
`,
  }),
  RG4004: {
    title: "No training",
    explanation: 'Training needs the section "train".',
    expected: 'the section "train"',
    command: "train",
    examples: {
      wrong: { text: `data: { dataset: iris }\n${smallModel}` },
      right: { text: `data: { dataset: iris }\n${smallModel}train: { epochs: 1 }\n` },
    },
  },
  RG4005: codeOf({
    title: "A batch that needs too much memory",
    explanation:
      "The inputs of one batch can take at most 1 GiB: batch times the size of an input times 4 bytes, or 8 bytes with float64. The outputs of all layers and their gradients, which a training step keeps until it ends, can take at most 4 GiB.",
    expected: "at most 1 GiB for the inputs of a batch, and 4 GiB for what a training step keeps",
    wrong: `${smallModel}train:
  epochs: 1
  batch: 1000000000
`,
    right: `${smallModel}train:
  epochs: 1
  batch: 100
`,
  }),
  RG4006: codeOf({
    title: "Parameters that need too much memory",
    explanation:
      "The parameters and the state of all layers together can take at most 4 GiB. The message shows the layer that exceeds this; an earlier layer may be the largest.",
    expected: "at most 4 GiB of parameters",
    wrong: `model:
  input: [4]
  layers:
    - Affine: 1000000000
    - Affine: 3
    - SoftmaxWithLoss
`,
    right: `model:
  input: [4]
  layers:
    - Affine: 1000
    - Affine: 3
    - SoftmaxWithLoss
`,
  }),
  RG4007: codeOf({
    title: "No validation split",
    explanation:
      "train uses a validation split, to evaluate, to stop or to keep the best checkpoint, but data.validation is not set.",
    expected: "data with a validation split",
    wrong: `data: { dataset: iris }
${smallModel}train:
  epochs: 2
  checkpoint: { best: validation.loss }
`,
    right: `data: { dataset: iris, validation: 0.1 }
${smallModel}train:
  epochs: 2
  checkpoint: { best: validation.loss }
`,
  }),
  RG4008: codeOf({
    title: "A name that matches no parameter",
    explanation:
      "Each name in train.parameters must match a parameter, written as the id of its layer and its own name, such as Affine1.W. * stands for any text: Affine1.* matches all parameters of a layer, *.b all biases. State, such as a running mean, is not a parameter.",
    expected: "a name or a pattern that matches a parameter",
    wrong: `${smallModel}train:
  epochs: 2
  parameters:
    - { of: Affine2.W, freeze: true }
`,
    right: `${smallModel}train:
  epochs: 2
  parameters:
    - { of: Affine1.W, freeze: true }
`,
  }),
  RG4009: codeOf({
    title: "Rows that must continue",
    explanation:
      "With sampling: streams each row of a batch continues the same row of the batch before, so the samples must be in the order of the data: stratify does not keep it. A layer that keeps a state for each row, such as a recurrent layer with carry: true, needs this sampling.",
    expected: "rows that continue from batch to batch, in the order of the data",
    wrong: `data: { dataset: iris, stratify: true }
${smallModel}train:
  epochs: 2
  sampling: streams
`,
    right: `data: { dataset: iris }
${smallModel}train:
  epochs: 2
  sampling: streams
`,
  }),
} as const;

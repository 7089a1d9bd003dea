import { codeOf, smallModel } from "./code-entry.js";

/** RG40: training, and what it takes of memory. */
export const trainingCodes = {
  RG4001: codeOf({
    title: "Iterations or epochs",
    explanation:
      "train says how long in exactly one way: iterations (steps) or epochs (passes over the data).",
    expected: '"iterations" or "epochs", one of them',
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
      "train.stop holds at least one of atLeast, atMost, patience and seconds, not both of atLeast and atMost, and metric and minDelta only where something needs them. Of a metric that is better when it is higher only atLeast can be waited for, of a loss only atMost.",
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
    title: "A metric that is never measured",
    explanation:
      "train.stop, train.checkpoint.best or a schedule waits for a metric that is not evaluated: its split is missing in train.evaluate.splits, or the metric in train.evaluate.metrics.",
    expected: "a metric that is measured",
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
    title: "A batch beyond memory",
    explanation:
      "The inputs of one batch may take 1 GiB: batch times the numbers of an input times 4 bytes, or 8 with float64.",
    expected: "inputs of a batch within 1 GiB",
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
    title: "Parameters beyond memory",
    explanation:
      "The parameters of all layers together may take 4 GiB. The layer that goes beyond is shown; the ones before it may be the large ones.",
    expected: "parameters within 4 GiB",
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
      "train evaluates, waits for or keeps the best of the validation split, but data.validation does not say that there is one.",
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
} as const;

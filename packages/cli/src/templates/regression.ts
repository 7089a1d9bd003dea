import type { Template } from "./template.js";

/** Learns a number instead of a class. */
export const regression: Template = {
  name: "regression",
  files: async () => [],
  experiment: `# Learns a number: the progression of diabetes after a year, from 10 measurements.
version: 1
name: regression
seed: 0

data:
  dataset: diabetes            # 442 patients, included in Retrograd
  scale: standardize           # each column gets mean 0 and standard deviation 1
  test: 0.2

model:
  input: [10]
  layers:
    - Affine: 16
    - Relu
    - Affine: 1                # one number
    - IdentityWithLoss         # half the squared error

train:
  optimizer: { SGD: { lr: 0.0005 } }   # small, because the targets go up to 346
  batch: 32
  epochs: 60
  evaluate: { every: 72, splits: [train, test] }   # every six epochs
`,
};

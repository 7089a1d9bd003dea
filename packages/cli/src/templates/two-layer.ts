import type { Template } from "./template.js";

/** Two affine layers with a Relu between, on the digits that ship with Retrograd. */
export const twoLayer: Template = {
  name: "two-layer",
  files: async () => [],
  experiment: `# Two layers that learn to read handwritten digits.
version: 1                     # of this format
name: two-layer                # runs are kept in runs/two-layer-0001, ...
seed: 0                        # same seed, same run, to the last bit

data:
  dataset: digits              # 1,797 pictures of 8 x 8 pixels, ships with Retrograd
  scale: unit                  # pixels from 0 to 16 become 0 to 1
  test: 0.2                    # a fifth is held out to test with

model:
  input: [64]                  # shape of one sample
  layers:                      # in order; the last one is the loss
    - Affine: 50               # y = x W + b with 50 outputs
    - Relu                     # y = x where x > 0, else 0
    - Affine: 10               # one output for each digit
    - SoftmaxWithLoss          # probabilities, and how wrong they are

train:
  optimizer: { SGD: { lr: 0.1 } }   # parameters move against the gradient, by a tenth of it
  batch: 32                    # samples in a step
  epochs: 30                   # times that every training sample is seen
  evaluate: { every: 90, splits: [train, test] }   # every second epoch
`,
};

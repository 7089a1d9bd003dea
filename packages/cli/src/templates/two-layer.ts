import type { Template } from "./template.js";

/** Two affine layers with a Relu between them, on the digits that are included in Retrograd. */
export const twoLayer: Template = {
  name: "two-layer",
  files: async () => [],
  experiment: `# Two layers that learn to read handwritten digits.
version: 1                     # of this format
name: two-layer                # runs are stored in runs/two-layer-0001, ...
seed: 0                        # the same seed gives the same run, bit for bit

data:
  dataset: digits              # 1,797 images of 8 x 8 pixels, included in Retrograd
  scale: unit                  # pixels from 0 to 16 become 0 to 1
  test: 0.2                    # a fifth is held out for testing

model:
  input: [64]                  # shape of one sample
  layers:                      # in order; the last one is the loss
    - Affine: 50               # y = x W + b with 50 outputs
    - Relu                     # y = x where x > 0, else 0
    - Affine: 10               # one output for each digit
    - SoftmaxWithLoss          # probabilities, and their cross-entropy

train:
  optimizer: { SGD: { lr: 0.1 } }   # subtracts a tenth of the gradient from the parameters
  batch: 32                    # samples in a step
  epochs: 30                   # passes over the training samples
  evaluate: { every: 90, splits: [train, test] }   # every two epochs
`,
};

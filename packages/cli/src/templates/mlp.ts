import type { Template } from "./template.js";

/** A deeper network, with names for its layers and a target to reach. */
export const mlp: Template = {
  name: "mlp",
  files: async () => [],
  experiment: `# A multilayer perceptron with three hidden layers on handwritten digits.
version: 1
name: mlp
seed: 0

data:
  dataset: digits              # 1,797 pictures of 8 x 8 pixels, ships with Retrograd
  scale: unit                  # pixels from 0 to 16 become 0 to 1

model:
  input: [64]
  layers:
    - Affine: { units: 64, init: He }        # He suits layers before a Relu
      id: first                              # a name of your own, instead of Affine1
    - Relu
    - Affine: { units: 64, init: He }
      id: second
    - Relu
    - Affine: { units: 32, init: He }
      id: third
    - Relu
    - Affine: { units: 10, init: Xavier }
      id: scores
    - SoftmaxWithLoss

train:
  optimizer: { SGD: { lr: 0.1 } }
  batch: 32                    # samples in a step
  epochs: 40                   # at most; "stop" may end it earlier
  evaluate:
    every: 90                  # steps between evaluations
    splits: [train, test]
  stop: { metric: test.accuracy, atLeast: 0.96 }   # the exit code tells whether it was reached
`,
};

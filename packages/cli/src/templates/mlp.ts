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
  dataset: digits              # 1,797 images of 8 x 8 pixels, included in Retrograd
  scale: unit                  # pixels from 0 to 16 become 0 to 1

model:
  input: [64]
  layers:
    - Affine: { units: 64, init: He }        # He is intended for layers before a Relu
      id: first                              # a name, instead of Affine1
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
  epochs: 40                   # maximum; "stop" may end the run earlier
  evaluate:
    every: 90                  # steps between evaluations
    splits: [train, test]
  stop: { metric: test.accuracy, atLeast: 0.96 }   # exit code 1 if it is not reached
`,
};

import type { IssueCode } from "@retrograd/plugin";
import { type CodeEntry, codeOf, smallModel } from "./code-entry.js";

/** RG20: the model, and the options of everything registered. */
export const modelCodes: Readonly<Record<IssueCode | "RG2010", CodeEntry>> = {
  RG2001: codeOf({
    title: "An unknown name",
    explanation:
      "No such layer, loss, initializer, optimizer or data set is registered. It may be misspelt, or its plugin not loaded: --plugin NAME.",
    expected: "a registered name",
    wrong: `model:
  input: [4]
  layers:
    - Affine: 8
    - Rellu
    - Affine: 3
    - SoftmaxWithLoss
`,
    right: `model:
  input: [4]
  layers:
    - Affine: 8
    - Relu
    - Affine: 3
    - SoftmaxWithLoss
`,
  }),
  RG2002: codeOf({
    title: "Not an entry",
    explanation:
      'An entry is a name, or one name with its options: Relu, Affine: 10, Affine: { units: 10 }. Two names in one entry come from a forgotten "- ", or from options that are not indented further than their name.',
    expected: "a name, or one name with its options",
    wrong: `model:
  input: [4]
  layers:
    - Affine:
      units: 3
    - SoftmaxWithLoss
`,
    right: `model:
  input: [4]
  layers:
    - Affine:
        units: 3
    - SoftmaxWithLoss
`,
  }),
  RG2003: codeOf({
    title: "An unknown option",
    explanation: "The layer, loss, optimizer or data set has no option of this name.",
    expected: "a known option",
    wrong: `model:
  input: [4]
  layers:
    - Affine: { units: 3, initt: He }
    - SoftmaxWithLoss
`,
    right: `model:
  input: [4]
  layers:
    - Affine: { units: 3, init: He }
    - SoftmaxWithLoss
`,
  }),
  RG2004: codeOf({
    title: "A wrong option",
    explanation: "An option has a value of the wrong type or range. Values are never converted.",
    expected: "a value of another type or range",
    wrong: `model:
  input: [4]
  layers:
    - Affine: { units: -3 }
    - SoftmaxWithLoss
`,
    right: `model:
  input: [4]
  layers:
    - Affine: { units: 3 }
    - SoftmaxWithLoss
`,
  }),
  RG2005: codeOf({
    title: "A missing option",
    explanation: "An option that has no default was left out.",
    expected: "an option that has no default",
    wrong: `model:
  input: [4]
  layers:
    - Affine
    - SoftmaxWithLoss
`,
    right: `model:
  input: [4]
  layers:
    - Affine: 3
    - SoftmaxWithLoss
`,
  }),
  RG2006: codeOf({
    title: "Shapes that do not fit",
    explanation:
      "A layer cannot take what the layer before it gives. The message names both; shapes exclude the batch axis.",
    expected: "an input that the layer can take",
    wrong: `model:
  input: [8, 8]
  layers:
    - SoftmaxWithLoss
`,
    right: `model:
  input: [8, 8]
  layers:
    - Affine: 10
    - SoftmaxWithLoss
`,
  }),
  RG2007: codeOf({
    title: "A loss in the wrong place",
    explanation: "The last entry of model.layers is a loss, and no other is.",
    expected: "a loss as the last entry, and nowhere else",
    wrong: `model:
  input: [4]
  layers:
    - Affine: 3
`,
    right: `model:
  input: [4]
  layers:
    - Affine: 3
    - SoftmaxWithLoss
`,
  }),
  RG2008: codeOf({
    title: "An id given twice",
    explanation: "Ids name parameters, so each may stand once. Unless told, they are Affine1, Affine2, ...",
    expected: "a unique id",
    wrong: `model:
  input: [4]
  layers:
    - { Affine: 8, id: a }
    - { Affine: 3, id: a }
    - SoftmaxWithLoss
`,
    right: `model:
  input: [4]
  layers:
    - { Affine: 8, id: a }
    - { Affine: 3, id: b }
    - SoftmaxWithLoss
`,
  }),
  RG2009: codeOf({
    title: "A wrong input shape or list of layers",
    explanation:
      "model.input lists the axes of one sample, without the batch: [784]. model.layers holds at least a loss.",
    expected: "a list of axes, and a list of layers",
    wrong: `model:
  input: [0]
  layers:
    - Affine: 3
    - SoftmaxWithLoss
`,
    right: smallModel,
  }),
  RG2010: codeOf({
    title: "More layers than repeats may give",
    explanation: "A list of layers with a repeat in it may write out to 1,000 entries.",
    expected: "at most 1000 entries",
    wrong: `model:
  input: [4]
  layers:
    - repeat: { times: 1000, layers: [{ Affine: 4 }, Relu] }
    - SoftmaxWithLoss
`,
    right: `model:
  input: [4]
  layers:
    - repeat: { times: 10, layers: [{ Affine: 4 }, Relu] }
    - SoftmaxWithLoss
`,
  }),
  RG2011: codeOf({
    title: "A metric that does not fit",
    explanation:
      "A metric measures what the loss learns: accuracy and the like take a loss of classes, R2 and the like one of values. Each is listed once, and may ask no more of a network than it gives, such as the best 5 of 3 classes.",
    expected: "a metric of what the loss learns, once",
    wrong: `${smallModel}train:
  epochs: 2
  evaluate: { metrics: [MAE] }
`,
    right: `${smallModel}train:
  epochs: 2
  evaluate: { metrics: [Accuracy] }
`,
  }),
};

import type { IssueCode } from "@retrograd/plugin";
import { type CodeEntry, codeOf, smallModel } from "./code-entry.js";

/** RG20: the model, and the options of everything registered. */
export const modelCodes: Readonly<Record<IssueCode | "RG2010", CodeEntry>> = {
  RG2001: codeOf({
    title: "An unknown name",
    explanation:
      "No layer, loss, initializer, optimizer, schedule, metric or data set of this name is registered. Check the spelling, or load its plugin: --plugin NAME.",
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
      'An entry is a name, or one name with its options: Relu, Affine: 10, Affine: { units: 10 }. If an entry has two names, a "- " is missing, or the options are not indented more than their name.',
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
    explanation: "A required option is missing: it has no default.",
    expected: "a required option",
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
      "A layer cannot take the output of the layer before it. The message names both; shapes exclude the batch axis.",
    expected: "an input that the layer can take",
    wrong: `model:
  input: [4]
  layers:
    - Affine: 3
    - SoftmaxWithLoss:
        weights: [1, 2]
`,
    right: `model:
  input: [4]
  layers:
    - Affine: 3
    - SoftmaxWithLoss:
        weights: [1, 2, 4]
`,
  }),
  RG2007: codeOf({
    title: "A loss in the wrong place",
    explanation: "The last entry of model.layers must be a loss, and no other entry may be one.",
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
    title: "A duplicate id",
    explanation: "Ids name parameters, so each layer needs a different one. Default: Affine1, Affine2, ...",
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
      "model.input is the shape of one sample, without the batch axis: [784]; model.inputs has such a shape for each of several inputs. model.layers must hold at least a loss.",
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
    title: "Too many layers from blocks",
    explanation: "A list of layers with repeat or other blocks can expand to at most 1,000 entries.",
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
      "A metric must fit the targets of the loss: Accuracy needs classes, R2 needs values. List each metric once. It must also fit the network's output: the top 5 of 3 classes do not exist.",
    expected: "a metric that fits the loss, listed once",
    wrong: `${smallModel}train:
  epochs: 2
  evaluate: { metrics: [MAE] }
`,
    right: `${smallModel}train:
  epochs: 2
  evaluate: { metrics: [Accuracy] }
`,
  }),
  RG2012: codeOf({
    title: "A wrong source",
    explanation:
      '"from" lists what an entry reads: ids of earlier entries, or inputs of the model. Where there are several inputs, the first entry needs it. A layer takes one input; Add, Concat and Multiply take two or more. "mask" names an input with padding.',
    expected: "the id of an earlier layer",
    wrong: `model:
  input: [4]
  layers:
    - { Affine: 4, id: stem }
    - Relu
    - { Add: {}, from: [Relu1, stemm] }
    - SoftmaxWithLoss
`,
    right: `model:
  input: [4]
  layers:
    - { Affine: 4, id: stem }
    - Relu
    - { Add: {}, from: [Relu1, stem] }
    - SoftmaxWithLoss
`,
  }),
  RG2013: codeOf({
    title: "An output that no entry reads",
    explanation:
      "This holds for inputs and for layers. The layer would be computed for nothing, and its parameters would never learn. Remove it, or read it with from.",
    expected: "an output that a later entry reads",
    wrong: `model:
  input: [4]
  layers:
    - Affine: 3
    - { Affine: 3, from: input }
    - SoftmaxWithLoss
`,
    right: `model:
  input: [4]
  layers:
    - Affine: 3
    - { Affine: 3, from: input }
    - { Add: {}, from: [Affine1, Affine2] }
    - SoftmaxWithLoss
`,
  }),
  RG2014: codeOf({
    title: "A wrong tie",
    explanation:
      '"tie" says that a parameter of the entry is that of an earlier layer: { W: embed.W }. Both must have the same shape. State cannot be tied, and a loss cannot tie its parameters.',
    expected: "a parameter of an earlier layer of the same shape",
    wrong: `model:
  input: [4]
  layers:
    - { Affine: 4, id: first }
    - Relu
    - { Affine: 4, tie: { W: frist.W } }
    - SoftmaxWithLoss
`,
    right: `model:
  input: [4]
  layers:
    - { Affine: 4, id: first }
    - Relu
    - { Affine: 4, tie: { W: first.W } }
    - SoftmaxWithLoss
`,
  }),
};

import type { Mistake } from "../diagnostics/diagnostic.js";

const optimizerOption = "it belongs to the optimizer: train.optimizer: { SGD: { lr: 0.1 } }";
const lossIsLast =
  "the loss is the last entry of model.layers: SoftmaxWithLoss for classes, IdentityWithLoss for values";
const inTrain = "it belongs into the section train";
const inModel = "it belongs into the section model";

// where keys belong that stand elsewhere in other frameworks, by their letters alone
const hints: Readonly<Record<string, string>> = {
  lr: optimizerOption,
  learningrate: optimizerOption,
  weightdecay: "it belongs to the optimizer: train.optimizer: { SGD: { lr: 0.1, weightDecay: 0.0001 } }",
  momentum: "it belongs to an optimizer: train.optimizer: { Momentum: { lr: 0.1, momentum: 0.9 } }",
  loss: lossIsLast,
  lossfn: lossIsLast,
  lossfunction: lossIsLast,
  criterion: lossIsLast,
  objective: lossIsLast,
  activation: 'an activation is a layer of its own: add "- Relu" after this one',
  inputshape:
    "the shape of the input is said once, in model.input; every layer takes what comes out of the one before",
  inputdim:
    "the shape of the input is said once, in model.input; every layer takes what comes out of the one before",
  infeatures: "what comes in is known from the layer before, the first time from model.input: remove it",
  bias: "every Affine has a bias: remove it",
  usebias: "every Affine has a bias: remove it",
  name: 'a layer is named by "id" beside its type: { Affine: 10, id: hidden }',
  epochs: inTrain,
  batch: inTrain,
  batchsize: inTrain,
  iterations: inTrain,
  optimizer: inTrain,
  layers: inModel,
  input: inModel,
  dataset: "it belongs into the section data",
  seed: "it belongs to the top of the file",
};

/** A mistake about a key that other frameworks know, with what is said here instead. */
export function withHint(mistake: Mistake): Mistake {
  const { code, word, aliasOf } = mistake;
  const isKey = code === "RG1101" || code === "RG2003" || code === "RG2002";
  if (!isKey || word === undefined || aliasOf !== undefined) return mistake;
  const hint = hintFor(word);
  if (hint === undefined) return mistake;
  const { word: _word, candidates: _candidates, ...rest } = mistake;
  return { ...rest, message: `${mistake.message}: ${hint}` };
}

function hintFor(word: string): string | undefined {
  const letters = word.replace(/[_-]/g, "").toLowerCase();
  return Object.hasOwn(hints, letters) ? hints[letters] : undefined;
}

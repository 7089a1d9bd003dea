import type { Mistake } from "../diagnostics/diagnostic.js";

const optimizerOption = "It belongs to the optimizer: train.optimizer: { SGD: { lr: 0.1 } }";
const lossIsLast =
  "The loss is the last entry of model.layers: SoftmaxWithLoss for classes, IdentityWithLoss for values";
const inTrain = "It belongs in the section train";
const inModel = "It belongs in the section model";

// advice for keys that other frameworks have elsewhere, by their lower-case letters
const adviceByKey: Readonly<Record<string, string>> = {
  lr: optimizerOption,
  learningrate: optimizerOption,
  weightdecay: "It belongs to the optimizer: train.optimizer: { SGD: { lr: 0.1, weightDecay: 0.0001 } }",
  momentum: "It belongs to an optimizer: train.optimizer: { Momentum: { lr: 0.1, momentum: 0.9 } }",
  loss: lossIsLast,
  lossfn: lossIsLast,
  lossfunction: lossIsLast,
  criterion: lossIsLast,
  objective: lossIsLast,
  activation: 'An activation is a separate layer: add "- Relu" after this one',
  inputshape:
    "Only model.input gives an input shape; every other layer takes the output of the layer before it",
  inputdim:
    "Only model.input gives an input shape; every other layer takes the output of the layer before it",
  infeatures: "The input size comes from the layer before, or from model.input: remove this key",
  bias: "Every Affine has a bias: remove this key",
  usebias: "Every Affine has a bias: remove this key",
  name: 'The name of a layer is its "id", next to its type: { Affine: 10, id: hidden }',
  epochs: inTrain,
  batch: inTrain,
  batchsize: inTrain,
  iterations: inTrain,
  optimizer: inTrain,
  layers: inModel,
  input: inModel,
  dataset: "It belongs in the section data",
  seed: "It belongs at the top of the file",
};

/** Adds advice to a mistake about a key that other frameworks use. */
export function withAdvice(mistake: Mistake): Mistake {
  const { code, word, aliasOf } = mistake;
  const isKey = code === "RG1101" || code === "RG2003" || code === "RG2002";
  if (!isKey || word === undefined || aliasOf !== undefined) return mistake;
  const advice = adviceFor(word);
  if (advice === undefined) return mistake;
  const { word: _word, candidates: _candidates, ...rest } = mistake;
  return { ...rest, message: `${mistake.message}. ${advice}` };
}

function adviceFor(word: string): string | undefined {
  const letters = word.replace(/[_-]/g, "").toLowerCase();
  return Object.hasOwn(adviceByKey, letters) ? adviceByKey[letters] : undefined;
}

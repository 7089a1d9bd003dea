import { findByAlias } from "@retrograd/plugin";
import type { Mistake } from "../diagnostics/diagnostic.js";

/** Layers of other frameworks that Retrograd has not, and what does their work here or stands nearest. */
interface LayersOfOtherFrameworks {
  readonly names: string;
  readonly instead?: string;
  /** What a plugin would define them as; left out where nothing is missing. */
  readonly plugin?: "layer" | "loss";
}

const layersOfOtherFrameworks: readonly LayersOfOtherFrameworks[] = [
  {
    names: "Dropout Dropout1D Dropout2D SpatialDropout2D AlphaDropout GaussianNoise GaussianDropout",
    plugin: "layer",
    instead: "against overfitting there are weightDecay of the optimizer, and patience of train.stop",
  },
  {
    names:
      "BatchNorm BatchNorm1D BatchNorm2D BatchNormalization LayerNorm LayerNormalization RMSNorm GroupNorm GroupNormalization InstanceNorm2D",
    plugin: "layer",
    instead: "data.scale: standardize scales the inputs, and init: He keeps the size of what layers give",
  },
  {
    names:
      "Conv Convolution Conv1D Conv2D Conv3D Convolution2D ConvTranspose2D Conv2DTranspose DepthwiseConv2D SeparableConv2D",
    plugin: "layer",
    instead: "Affine reads every number of an image",
  },
  {
    names:
      "MaxPool MaxPooling MaxPool1D MaxPool2D MaxPooling1D MaxPooling2D AvgPool2D AveragePooling2D GlobalMaxPooling2D GlobalAveragePooling2D AdaptiveAvgPool2D ZeroPadding2D UpSampling2D Upsample",
    plugin: "layer",
  },
  {
    names: "Tanh HardTanh HyperbolicTangent Softsign HardSigmoid LogSigmoid",
    plugin: "layer",
    instead: "Sigmoid is nearest",
  },
  {
    names:
      "LeakyRelu PRelu RRelu Relu6 ThresholdedRelu Elu Selu Celu Gelu Silu HardSwish Mish Softplus Maxout",
    plugin: "layer",
    instead: "Relu is nearest",
  },
  { names: "Swish", plugin: "layer", instead: "the package in examples/custom-layer defines one" },
  {
    names: "Embedding",
    plugin: "layer",
    instead: "the readers of tables make inputs of words: option categories of the data set",
  },
  {
    names:
      "RNN SimpleRNN LSTM GRU Bidirectional TimeDistributed Attention SelfAttention MultiHeadAttention Transformer TransformerEncoderLayer GLU",
    plugin: "layer",
  },
  {
    names: "Add Concat Concatenate Residual Bilinear",
    instead: "layers stand one after another, each with one input",
  },
  { names: "Flatten Reshape", instead: "Affine reads a sample of any shape as one row: remove it" },
  { names: "Input InputLayer", instead: "model.input says the shape of a sample: remove it" },
  { names: "Identity", instead: "it changes nothing: remove it" },
  { names: "Activation", instead: "an activation is a layer of its own: Relu or Sigmoid" },
  { names: "Sequential", instead: "model.layers is such a list, and repeat makes several of some" },
  { names: "Normalization Rescaling", instead: "data.scale: standardize or unit scales the inputs" },
  {
    names:
      "BCE BCELoss BCEWithLogitsLoss BinaryCrossentropy BinaryCrossentropyLoss SigmoidWithLoss Hinge HingeLoss",
    plugin: "loss",
    instead: "Affine: 2 and SoftmaxWithLoss learn two classes",
  },
  {
    names: "MAE L1Loss MeanAbsoluteError Huber HuberLoss SmoothL1Loss LogCosh",
    plugin: "loss",
    instead: "IdentityWithLoss is half the sum of squared errors, mean over the batch",
  },
  {
    names: "KLDivLoss KLDivergence FocalLoss",
    plugin: "loss",
    instead: "SoftmaxWithLoss is the mean cross entropy",
  },
];

/** An unknown layer that other frameworks have, with what there is instead and where a plugin begins. A registered layer
 *  that has nearly its letters is no guess then: Gelu is not meant to be Relu. */
export function withLayerOfOtherFramework(mistake: Mistake): Mistake {
  const { code, word, aliasOf } = mistake;
  if (code !== "RG2001" || word === undefined || aliasOf !== undefined) return mistake;
  for (const foreign of layersOfOtherFrameworks) {
    const name = findByAlias(
      word,
      foreign.names.split(" ").map((one) => ({ name: one })),
    )?.name;
    if (name === undefined) continue;
    const { word: _word, candidates: _candidates, ...rest } = mistake;
    return { ...rest, message: `${mistake.message}. ${hintFor(name, foreign)}` };
  }
  return mistake;
}

function hintFor(name: string, { instead, plugin }: LayersOfOtherFrameworks): string {
  if (plugin === undefined) return `Retrograd has no ${name}: ${instead}`;
  const here = instead === undefined ? "" : `: ${instead}`;
  const begin = plugin === "layer" ? `retrograd new-layer ${name} begins one,` : "with defineLoss,";
  return `Retrograd has no ${name}${here}. A plugin can define it: ${begin} see docs/adding-a-layer.md`;
}

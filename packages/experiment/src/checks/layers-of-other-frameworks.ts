import { findByAlias } from "@retrograd/plugin";
import type { Mistake } from "../diagnostics/diagnostic.js";

/** Layers of other frameworks that Retrograd does not have, and the nearest alternative. */
interface MissingLayers {
  /** Separated by spaces. */
  readonly names: string;
  readonly instead?: string;
  /** What a plugin would define. Left out if no plugin is needed. */
  readonly plugin?: "layer" | "loss";
}

const layersOfOtherFrameworks: readonly MissingLayers[] = [
  {
    names: "AlphaDropout DropConnect DropBlock",
    plugin: "layer",
    instead: "Dropout is the nearest layer",
  },
  {
    names: "Conv3D ConvTranspose1D Conv1DTranspose ConvTranspose3D Conv3DTranspose",
    plugin: "layer",
    instead: "Conv2D convolves pictures, and Conv1D sequences",
  },
  {
    names: "SeparableConv2D",
    instead: "write - DepthwiseConv2D: 3 and - Conv2D: { filters: 16, kernel: 1 } in its place",
  },
  {
    names: "MaxPool3D MaxPooling3D AvgPool3D AveragePooling3D AdaptiveMaxPool2D",
    plugin: "layer",
    instead: "MaxPool2D and AvgPool2D pool pictures",
  },
  { names: "Softsign", plugin: "layer", instead: "Tanh is the nearest layer" },
  { names: "LogSigmoid", plugin: "layer", instead: "SigmoidWithLoss contains the logarithm" },
  { names: "ThresholdedRelu", plugin: "layer", instead: "LeakyRelu is the nearest layer" },
  { names: "Celu", plugin: "layer", instead: "Elu is the nearest layer" },
  {
    names: "TimeDistributed GLU",
    plugin: "layer",
  },
  {
    names: "Residual ResidualBlock SkipConnection Shortcut",
    instead: "residual: [...] adds the output of its layers to their input",
  },
  {
    names: "Parallel Inception BranchLayer",
    instead: "branches: [[...], [...]] joins paths that read the same output",
  },
  { names: "Bilinear", plugin: "layer" },
  { names: "Input InputLayer", instead: "model.input is the shape of a sample: remove this layer" },
  { names: "Identity", instead: "it changes nothing: remove this layer" },
  { names: "Activation", instead: "an activation is a separate layer, such as Relu or Tanh" },
  { names: "Sequential", instead: "model.layers is already a sequence, and repeat repeats a part of it" },
  { names: "Normalization Rescaling", instead: "data.scale: standardize or unit scales the inputs" },
  {
    names: "Hinge HingeLoss MultiMarginLoss",
    plugin: "loss",
    instead: "use SoftmaxWithLoss, or SigmoidWithLoss for answers of yes or no",
  },
  { names: "LogCosh", plugin: "loss", instead: "Huber is the nearest loss" },
];

/** Adds advice to an unknown layer that other frameworks have: the alternative, and how to write a plugin. Removes the
 *  suggestion of a similar name: Gelu is not a misspelt Relu. */
export function withLayerOfOtherFramework(mistake: Mistake): Mistake {
  const { code, word, aliasOf } = mistake;
  if (code !== "RG2001" || word === undefined || aliasOf !== undefined) return mistake;
  for (const missing of layersOfOtherFrameworks) {
    const names = missing.names.split(" ").map((name) => ({ name }));
    const name = findByAlias(word, names)?.name;
    if (name === undefined) continue;
    const { word: _word, candidates: _candidates, ...rest } = mistake;
    return { ...rest, message: `${mistake.message}. ${adviceFor(name, missing)}` };
  }
  return mistake;
}

function adviceFor(name: string, { instead, plugin }: MissingLayers): string {
  if (plugin === undefined) return `Retrograd has no ${name}: ${instead}`;
  const alternative = instead === undefined ? "" : `: ${instead}`;
  const start = plugin === "layer" ? `start with retrograd new-layer ${name},` : "use defineLoss,";
  return `Retrograd has no ${name}${alternative}. A plugin can define it: ${start} see docs/adding-a-layer.md`;
}

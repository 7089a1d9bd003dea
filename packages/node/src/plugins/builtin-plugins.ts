import { type BuiltinData, builtinData } from "@retrograd/data/builtin";
import { type BuiltinLayers, builtins } from "@retrograd/layers";
import { type AttentionLayers, attentionLayers } from "@retrograd/layers-attention";
import { type ConvLayers, convLayers } from "@retrograd/layers-conv";
import { type NormLayers, normLayers } from "@retrograd/layers-norm";
import { type RecurrentLayers, recurrentLayers } from "@retrograd/layers-recurrent";
import { type BuiltinTraining, builtinTraining } from "@retrograd/trainer/builtin";

/** Everything that an experiment can name without a plugin. */
export type Builtins =
  | BuiltinLayers
  | ConvLayers
  | NormLayers
  | RecurrentLayers
  | AttentionLayers
  | BuiltinData
  | BuiltinTraining;

/** The plugins that the command knows by default: `createRegistry(...builtinPlugins)`. */
export const builtinPlugins: readonly Builtins[] = [
  builtins,
  convLayers,
  normLayers,
  recurrentLayers,
  attentionLayers,
  builtinData,
  builtinTraining,
];

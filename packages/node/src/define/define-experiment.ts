import { type BuiltinData, builtinData } from "@retrograd/data/builtin";
import { type DefineExperiment, experimentDefiner } from "@retrograd/experiment";
import { type BuiltinLayers, builtins } from "@retrograd/layers";
import { type BuiltinTraining, builtinTraining } from "@retrograd/trainer/builtin";

/** Everything that an experiment may name without a plugin. */
export type Builtins = BuiltinLayers | BuiltinData | BuiltinTraining;

/** Writes an experiment down in TypeScript or JavaScript: what an experiment file says, held by types to everything built in.
 *  `defineExperiment.with(plugin)({ ... })` knows what a plugin defines as well. */
export const defineExperiment: DefineExperiment<Builtins> = experimentDefiner(
  builtins,
  builtinData,
  builtinTraining,
);

import { type BuiltinData, builtinData } from "@retrograd/data/builtin";
import { type DefineExperiment, experimentDefiner } from "@retrograd/experiment";
import { type BuiltinLayers, builtins } from "@retrograd/layers";
import { type BuiltinTraining, builtinTraining } from "@retrograd/trainer/builtin";

/** Everything that an experiment can name without a plugin. */
export type Builtins = BuiltinLayers | BuiltinData | BuiltinTraining;

/** Defines an experiment in TypeScript or JavaScript: the content of an experiment file, with types of everything built in.
 *  `defineExperiment.with(plugin)({ ... })` has the types of a plugin too. */
export const defineExperiment: DefineExperiment<Builtins> = experimentDefiner(
  builtins,
  builtinData,
  builtinTraining,
);

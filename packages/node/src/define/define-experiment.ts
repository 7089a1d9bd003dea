import { type DefineExperiment, experimentDefiner } from "@retrograd/experiment";
import { type Builtins, builtinPlugins } from "../plugins/builtin-plugins.js";

/** Defines an experiment in TypeScript or JavaScript: the content of an experiment file, with types of everything built in.
 *  `defineExperiment.with(plugin)({ ... })` has the types of a plugin too. */
export const defineExperiment: DefineExperiment<Builtins> = experimentDefiner(...builtinPlugins);

import type { Plugin } from "@retrograd/plugin";
import type { ExperimentInput } from "./experiment-input.js";

/** An experiment written in TypeScript or JavaScript, and the plugins that it can name. */
export interface DefinedExperiment {
  readonly input: ExperimentInput<Plugin>;
  readonly plugins: readonly Plugin[];
}

/** Defines an experiment. Its types allow only what the plugins `P` define. */
export interface DefineExperiment<P extends Plugin> {
  /** Checks types only; `checkExperiment` checks the values. */
  (experiment: ExperimentInput<P>): DefinedExperiment;
  /** The same function with more plugins. */
  with<Q extends readonly Plugin[]>(...plugins: Q): DefineExperiment<P | Q[number]>;
}

/** Makes a `defineExperiment` for experiments that use these plugins. */
export function experimentDefiner<Q extends readonly Plugin[]>(...plugins: Q): DefineExperiment<Q[number]> {
  const define = (input: ExperimentInput<Q[number]>): DefinedExperiment => ({ input, plugins });
  return Object.assign(define, {
    with: <R extends readonly Plugin[]>(...more: R) => experimentDefiner(...plugins, ...more),
  });
}

import type { Plugin } from "@retrograd/plugin";
import type { ExperimentInput } from "./experiment-input.js";

/** An experiment written in TypeScript or JavaScript, and the plugins whose names it may give. Plain data otherwise. */
export interface DefinedExperiment {
  readonly written: ExperimentInput<Plugin>;
  readonly plugins: readonly Plugin[];
}

/** Writes an experiment down, held by types to what the plugins `P` define. */
export interface DefineExperiment<P extends Plugin> {
  /** Nothing is checked here that types do not tell: `checkExperiment` does. */
  (experiment: ExperimentInput<P>): DefinedExperiment;
  /** The same with more plugins. */
  with<Q extends readonly Plugin[]>(...plugins: Q): DefineExperiment<P | Q[number]>;
}

/** A `defineExperiment` for experiments that name what these plugins define. */
export function experimentDefiner<Q extends readonly Plugin[]>(...plugins: Q): DefineExperiment<Q[number]> {
  const define = (written: ExperimentInput<Q[number]>): DefinedExperiment => ({ written, plugins });
  return Object.assign(define, {
    with: <R extends readonly Plugin[]>(...more: R) => experimentDefiner(...plugins, ...more),
  });
}

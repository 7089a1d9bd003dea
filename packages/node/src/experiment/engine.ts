import { createPortableEngine, type DType, type Engine, referenceEngine } from "@retrograd/core";
import { nodeThreads, threadCount } from "@retrograd/core/node";
import type { FailedPlace } from "@retrograd/engine-blas";
import type { Experiment } from "@retrograd/experiment";
import type { NodeEnvironment } from "../environment.js";

/** What a faster engine would have needed. */
export interface EngineLack {
  /** Where no usable BLAS library was found, and why. */
  readonly failed: readonly FailedPlace[];
  /** How to get one, as half a sentence. */
  readonly advice: string;
}

/** An engine, and why it is the one. */
export interface ChosenEngine {
  readonly engine: Engine;
  readonly reason: string;
  /** Only where "auto" fell back. */
  readonly lack?: EngineLack;
}

/** The variables that an engine depends on, in addition to its name. */
const variablesOfEngines = [
  "RETROGRAD_BLAS",
  "CONDA_PREFIX",
  "RETROGRAD_THREADS",
  "OPENBLAS_NUM_THREADS",
  "OMP_NUM_THREADS",
];

/** The engines of this process: each has threads and memory of its own, which trainings one after the other share. */
const engines = new Map<string, ChosenEngine>();

/** The engine that an experiment's word means: one for all that this process does with the same word and variables. BLAS is
 *  loaded here and no earlier.
 *  @throws RetrogradError E_ENGINE when "blas" is asked for, or RETROGRAD_BLAS names a library, and none is usable; when a
 *  variable of threads is wrong */
export async function chooseEngine(
  word: Experiment["engine"],
  { variables }: Pick<NodeEnvironment, "variables">,
): Promise<ChosenEngine> {
  if (word === "reference") return { engine: referenceEngine, reason: "asked for by name" };
  const key = JSON.stringify([word, ...variablesOfEngines.map((name) => variables[name] ?? "")]);
  const known = engines.get(key);
  if (known !== undefined && known.engine.team?.failed !== true) return known;
  const chosen = word === "portable" ? portableByName(variables) : await openBlas(word, variables);
  engines.set(key, chosen);
  return chosen;
}

/** The engine of "blas" or "auto". */
async function openBlas(
  word: "blas" | "auto",
  variables: NodeEnvironment["variables"],
): Promise<ChosenEngine> {
  // loaded late, so that commands that train nothing start sooner
  const { blasEngine, createBlasEngine, findBlas, installAdvice } = await import("@retrograd/engine-blas");
  if (word === "blas") {
    const engine = createBlasEngine({ environment: variables });
    return { engine, reason: "asked for by name" };
  }
  const { library, failed } = findBlas({ environment: variables });
  if (library !== undefined) {
    return { engine: blasEngine(library), reason: "the fastest here" };
  }
  const lack = { failed, advice: installAdvice() };
  return { engine: portableEngine(variables), reason: "no BLAS library found", lack };
}

const portableByName = (variables: NodeEnvironment["variables"]): ChosenEngine => {
  return { engine: portableEngine(variables), reason: "asked for by name" };
};

function portableEngine(variables: NodeEnvironment["variables"]): Engine {
  return createPortableEngine({ threads: nodeThreads(threadCount(undefined, variables)) });
}

/** What falling back means, in a line. */
export function describeLack({ failed }: EngineLack): string {
  const [only, ...others] = failed;
  const where = only === undefined || others.length > 0 ? "" : ` (${only.place})`;
  return `no BLAS library found${where}: the portable engine trains, which is slower; retrograd doctor says how to get one`;
}

/** The number type that an experiment's word means. */
export function dtypeOf(word: Experiment["dtype"]): DType {
  return word === "float64" ? "f64" : "f32";
}

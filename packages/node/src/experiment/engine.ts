import { createPortableEngine, type DType, type Engine, referenceEngine } from "@retrograd/core";
import { nodeThreads, threadCount } from "@retrograd/core/node";
import type { FailedPlace } from "@retrograd/engine-blas";
import type { Experiment } from "@retrograd/experiment";
import type { NodeEnvironment } from "../environment.js";

/** Why no faster engine is available on this machine. */
export interface EngineLack {
  /** The places without a usable BLAS library, each with the reason. */
  readonly failed: readonly FailedPlace[];
  /** How to install one, as a clause. */
  readonly advice: string;
}

/** An engine, and why it was chosen. */
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

/** The engines of this process. Each has its own threads and memory, which successive trainings share. */
const engines = new Map<string, ChosenEngine>();

/** The engine of an experiment's `engine`: the same one for each call in this process with the same name and variables. BLAS
 *  is not loaded before.
 *  @throws RetrogradError E_ENGINE when the experiment requires "blas", or RETROGRAD_BLAS names a library, and none can be
 *  used; when a variable that sets threads is wrong */
export async function chooseEngine(
  name: Experiment["engine"],
  { variables }: Pick<NodeEnvironment, "variables">,
): Promise<ChosenEngine> {
  if (name === "reference") return { engine: referenceEngine, reason: "chosen by name" };
  const key = JSON.stringify([name, ...variablesOfEngines.map((variable) => variables[variable] ?? "")]);
  const existing = engines.get(key);
  if (existing !== undefined && existing.engine.team?.failed !== true) return existing;
  const chosen = name === "portable" ? portableByName(variables) : await openBlas(name, variables);
  engines.set(key, chosen);
  return chosen;
}

/** The engine of "blas" or "auto". */
async function openBlas(
  name: "blas" | "auto",
  variables: NodeEnvironment["variables"],
): Promise<ChosenEngine> {
  // loaded late, so that commands that train nothing start sooner
  const { blasEngine, createBlasEngine, findBlas, installAdvice } = await import("@retrograd/engine-blas");
  if (name === "blas") {
    const engine = createBlasEngine({ environment: variables });
    return { engine, reason: "chosen by name" };
  }
  const { library, failed } = findBlas({ environment: variables });
  if (library !== undefined) {
    return { engine: blasEngine(library), reason: "the fastest here" };
  }
  const lack = { failed, advice: installAdvice() };
  return { engine: portableEngine(variables), reason: "no BLAS library found", lack };
}

const portableByName = (variables: NodeEnvironment["variables"]): ChosenEngine => {
  return { engine: portableEngine(variables), reason: "chosen by name" };
};

function portableEngine(variables: NodeEnvironment["variables"]): Engine {
  return createPortableEngine({ threads: nodeThreads(threadCount(undefined, variables)) });
}

/** One line that says which engine is used instead. */
export function describeLack({ failed }: EngineLack): string {
  const [only, ...others] = failed;
  const where = only === undefined || others.length > 0 ? "" : ` (${only.place})`;
  return `no BLAS library found${where}: using the portable engine, which is slower; retrograd doctor shows how to get one`;
}

/** The number type of an experiment's `dtype`. */
export function dtypeOf(name: Experiment["dtype"]): DType {
  return name === "float64" ? "f64" : "f32";
}

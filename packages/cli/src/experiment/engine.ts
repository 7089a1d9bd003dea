import { createPortableEngine, type DType, type Engine, referenceEngine } from "@retrograd/core";
import { nodeThreads } from "@retrograd/core/node";
import type { FailedPlace } from "@retrograd/engine-blas";
import type { Experiment } from "@retrograd/spec";
import type { Environment } from "../environment.js";

/** What a faster engine would have needed. */
export interface EngineLack {
  /** Where a BLAS library was looked for in vain, and why. */
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

/** The engine that an experiment's word means. BLAS is loaded here and no earlier.
 *  @throws RetrogradError E_ENGINE when "blas" is asked for, or RETROGRAD_BLAS names a library, and none is usable */
export async function chooseEngine(
  word: Experiment["engine"],
  { variables }: Pick<Environment, "variables">,
): Promise<ChosenEngine> {
  if (word === "reference") return { engine: referenceEngine, reason: "asked for by name" };
  if (word === "portable") return { engine: portableEngine(variables), reason: "asked for by name" };
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

/** The portable engine on RETROGRAD_THREADS threads, or on all processors. */
function portableEngine({ RETROGRAD_THREADS }: Environment["variables"]): Engine {
  const count = RETROGRAD_THREADS === undefined ? undefined : Number(RETROGRAD_THREADS);
  return createPortableEngine({ threads: nodeThreads(count) });
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

import { createPortableEngine, createReferenceEngine, type Engine } from "@retrograd/core";
import { nodeThreads } from "@retrograd/core/node";
import { createBlasEngine } from "@retrograd/engine-blas";

/** An engine with a number of threads. */
export interface EngineChoice {
  readonly name: EngineName;
  readonly threads: number;
}

/** Every engine there is, fastest first. */
type EngineName = "blas" | "portable" | "reference";

/** Every engine with every number of threads that is measured. */
export const engineChoices: readonly EngineChoice[] = [
  { name: "blas", threads: 1 },
  { name: "blas", threads: 2 },
  { name: "portable", threads: 1 },
  { name: "portable", threads: 2 },
  { name: "reference", threads: 1 },
];

/** "blas 2": an engine and its threads in a result. */
export const contestantName = ({ name, threads }: EngineChoice): string => `${name} ${threads}`;

/** A new engine as training would make it.
 *  @throws Error where this machine, or this version, has none such */
export function openEngine({ name, threads }: EngineChoice): Engine {
  switch (name) {
    case "blas":
      return createBlasEngine({ threads });
    case "portable":
      return createPortableEngine(threads === 1 ? {} : { threads: nodeThreads(threads) });
    case "reference":
      return createReferenceEngine();
  }
}

import { type DType, type Engine, referenceEngine } from "@retrograd/core";
import type { Experiment } from "@retrograd/spec";

/** An engine, and why it is the one. */
export interface ChosenEngine {
  readonly engine: Engine;
  readonly reason: string;
}

/** The engine that an experiment's word means. */
export function chooseEngine(word: Experiment["engine"]): ChosenEngine {
  switch (word) {
    case "reference":
      return { engine: referenceEngine, reason: "asked for by name" };
    case "auto":
      return { engine: referenceEngine, reason: "the only engine of this version" };
  }
}

/** The number type that an experiment's word means. */
export function dtypeOf(word: Experiment["dtype"]): DType {
  return word === "float64" ? "f64" : "f32";
}

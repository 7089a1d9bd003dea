import type { Tensor } from "@retrograd/core";
import type { Pair } from "../derivative/comparison.js";
import type { LayerCall, LayerSetup } from "../network/layer-call.js";
import type { Diagnosis } from "./diagnoses.js";

/** A gradient that is wrong, element by element, with all that may tell why. */
export interface Failure {
  readonly pairs: readonly Pair[];
  readonly tensor: Tensor;
  readonly name: string;
  /** Absent for a loss. */
  readonly call?: LayerCall;
  /** The cotangent that the layer was checked against. */
  readonly dy?: Tensor | undefined;
  readonly rows: number;
  /** The layer or loss on its first rows alone. */
  readonly withRows?: (rows: number) => LayerSetup;
  /** Prediction and targets, of a loss. */
  readonly loss?: { readonly y: Tensor; readonly t: Tensor };
}

/** Recognises one cause of a wrong gradient, or a family of them that one look tells apart; undefined where it is
 *  another. */
export type Cause = (failure: Failure) => Diagnosis | undefined;

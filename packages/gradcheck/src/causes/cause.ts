import type { Tensor } from "@retrograd/core";
import type { Pair } from "../derivative/comparison.js";
import type { LayerCall, LayerSetup } from "../network/layer-call.js";
import type { Diagnosis } from "./diagnoses.js";

/** A wrong gradient, element by element, with everything that can help to find the cause. */
export interface Failure {
  readonly pairs: readonly Pair[];
  readonly tensor: Tensor;
  readonly name: string;
  /** Absent for a loss. */
  readonly call?: LayerCall;
  /** The cotangent that the layer was checked with. */
  readonly dy?: Tensor | undefined;
  readonly rows: number;
  /** The layer or loss on another number of rows. */
  readonly withRows?: (rows: number) => LayerSetup;
  /** Prediction and targets; only for a loss. */
  readonly loss?: { readonly y: Tensor; readonly t: Tensor };
}

/** Recognises one cause of a wrong gradient, or several related causes. Returns undefined for any other cause. */
export type Cause = (failure: Failure) => Diagnosis | undefined;

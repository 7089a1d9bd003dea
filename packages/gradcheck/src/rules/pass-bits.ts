import type { Tensor } from "@retrograd/core";
import { type LayerSetup, runLayer } from "../network/layer-call.js";
import { gradientsOf, movedNames, sameBits, type Values, type Views, valuesOf, viewsOf } from "./values.js";

/** The results of one run of a layer, forward and backward. */
export interface PassBits {
  readonly y: Float64Array;
  readonly gradients: Values;
  /** The next state; {} where forward returned none. */
  readonly state: Values;
}

/** The same, with gradients that hold until the next operation. */
export interface PassViews {
  readonly y: Float64Array;
  readonly gradients: Views;
  readonly state: Values;
}

/** Runs a layer forward and backward. dy: shaped like y */
export function passBits(setup: LayerSetup, dy: Tensor): PassBits {
  const { y, state = {}, backward } = runLayer(setup);
  const { y: output } = valuesOf({ y });
  return { y: output, state: valuesOf(state), gradients: gradientsOf(backward(dy)) };
}

/** Runs a layer without copying its gradients, for a comparison at once. */
export function passViews(setup: LayerSetup, dy: Tensor): PassViews {
  const { y, state = {}, backward } = runLayer(setup);
  const { y: output } = valuesOf({ y });
  return { y: output, state: valuesOf(state), gradients: viewsOf(backward(dy)) };
}

/** The part in which two runs of a layer differ in a bit. */
export type PassDifference =
  | { readonly part: "output" | "state" }
  | { readonly part: "gradients"; readonly names: readonly string[] };

/** Compares the outputs and the gradients of two runs, which need not be in one mode. */
export function passDifferenceOfModes(one: PassBits, other: PassViews): PassDifference | undefined {
  return passDifference({ ...one, state: {} }, { ...other, state: {} });
}

/** Compares two runs: the output first, then the next state, then the gradients. */
export function passDifference(one: PassBits, other: PassViews): PassDifference | undefined {
  if (!sameBits(one.y, other.y)) return { part: "output" };
  if (movedNames(one.state, other.state).length > 0) return { part: "state" };
  const names = movedNames(one.gradients, other.gradients);
  return names.length === 0 ? undefined : { part: "gradients", names };
}

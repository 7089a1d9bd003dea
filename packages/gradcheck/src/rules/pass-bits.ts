import type { Tensor } from "@retrograd/core";
import { type LayerSetup, runLayer } from "../network/layer-call.js";
import { gradientsOf, movedNames, sameBits, type Values, type Views, valuesOf, viewsOf } from "./values.js";

/** The results of one run of a layer, forward and backward. */
export interface PassBits {
  readonly y: Float64Array;
  readonly gradients: Values;
}

/** The same, with gradients that hold until the next operation. */
export interface PassViews {
  readonly y: Float64Array;
  readonly gradients: Views;
}

/** Runs a layer forward and backward. dy: shaped like y */
export function passBits(setup: LayerSetup, dy: Tensor): PassBits {
  const { y, backward } = runLayer(setup);
  const { y: output } = valuesOf({ y });
  return { y: output, gradients: gradientsOf(backward(dy)) };
}

/** Runs a layer without copying its gradients, for a comparison at once. */
export function passViews(setup: LayerSetup, dy: Tensor): PassViews {
  const { y, backward } = runLayer(setup);
  const { y: output } = valuesOf({ y });
  return { y: output, gradients: viewsOf(backward(dy)) };
}

/** The part in which two runs of a layer differ in a bit. */
export type PassDifference =
  | { readonly part: "output" }
  | { readonly part: "gradients"; readonly names: readonly string[] };

/** Compares two runs: the output first, then the gradients. */
export function passDifference(one: PassBits, other: PassViews): PassDifference | undefined {
  if (!sameBits(one.y, other.y)) return { part: "output" };
  const names = movedNames(one.gradients, other.gradients);
  return names.length === 0 ? undefined : { part: "gradients", names };
}

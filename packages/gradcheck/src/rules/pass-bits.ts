import type { Tensor } from "@retrograd/core";
import { type LayerSetup, runLayer } from "../network/layer-call.js";
import { gradientsOf, sameBits, type Values, valuesOf } from "./values.js";

/** All numbers of one run of a layer, forward and back. */
export interface PassBits {
  readonly y: Float64Array;
  readonly gradients: Values;
}

/** Runs a layer forward and back. dy: as y */
export function passBits(setup: LayerSetup, dy: Tensor): PassBits {
  const { y, backward } = runLayer(setup);
  const { y: output } = valuesOf({ y });
  return { y: output, gradients: gradientsOf(backward(dy)) };
}

/** What is not the same to the last bit in two runs of a layer. */
export type PassDifference =
  | { readonly part: "output" }
  | { readonly part: "gradients"; readonly names: readonly string[] };

/** Where two runs differ: in the output, or else in some gradients. */
export function passDifference(one: PassBits, other: PassBits): PassDifference | undefined {
  if (!sameBits(one.y, other.y)) return { part: "output" };
  const names = Object.keys(one.gradients).filter(
    (name) => other.gradients[name] === undefined || !sameBits(one.gradients[name], other.gradients[name]),
  );
  return names.length === 0 ? undefined : { part: "gradients", names };
}

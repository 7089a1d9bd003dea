import type { RandomStreams, Tensor } from "@retrograd/core";
import { LayerContext } from "@retrograd/network";
import type { Forward, ForwardContext, Layer, Params, Signature } from "@retrograd/plugin";
import type { CheckInputs } from "./check-inputs.js";

/** Everything that one call of a layer's forward depends on. */
export interface LayerSetup {
  readonly id: string;
  readonly layer: Layer;
  readonly params: Params;
  readonly x: Tensor;
  readonly streams: RandomStreams;
  /** Default "train". */
  readonly mode?: ForwardContext["mode"];
}

/** A call of a layer's forward, with its result. */
export interface LayerCall extends LayerSetup {
  readonly forward: Forward;
}

/** Runs the layers of a network in order. Each call has the output of the one before as its input. */
export function callLayers({ network, params, x, streams }: CheckInputs): readonly LayerCall[] {
  let input = x;
  return network.layers.map(({ id, layer }) => {
    const call = callLayer({ id, layer, params: params[id] ?? {}, x: input, streams });
    input = call.forward.y;
    return call;
  });
}

/** Runs forward of one layer, and keeps its result. */
export function callLayer(setup: LayerSetup): LayerCall {
  return { ...setup, forward: runLayer(setup) };
}

/** Runs forward of a layer with the current values of its input and parameters. Every run draws the same random numbers. */
export function runLayer(setup: LayerSetup): Forward {
  return setup.layer.forward(setup.params, setup.x, contextOf(setup));
}

/** The side of each of a layer's kinks; empty for a layer that declares none. */
export function branchesOf(layer: Layer, params: Params, x: Tensor): readonly Signature[] {
  return layer.branches === undefined ? [] : [layer.branches(params, x)];
}

/** The context of a layer's forward during a check. Every call draws the same random numbers. */
export function contextOf(
  { id, streams, mode = "train" }: Pick<LayerSetup, "id" | "streams" | "mode">,
  needsInputGradient = true,
): ForwardContext {
  return new LayerContext({ mode, needsInputGradient }, () => streams.stream(`forward/${id}`));
}

import type { RandomStreams, Tensor } from "@retrograd/core";
import { initRowState, initState, LayerContext, tensorsOfLayer } from "@retrograd/network";
import type { Forward, ForwardContext, Layer, Params, Signature } from "@retrograd/plugin";
import type { CheckInputs } from "./check-inputs.js";
import { inputAt, lossInput, sourceReader } from "./graph-inputs.js";

/** Everything that one call of a layer's forward depends on. */
export interface LayerSetup {
  readonly id: string;
  readonly layer: Layer;
  /** The learned tensors. */
  readonly params: Params;
  /** The state that the layer declares, which no check perturbs. Default: none. */
  readonly state?: Params;
  readonly x: Tensor;
  readonly streams: RandomStreams;
  /** Default "train". */
  readonly mode?: ForwardContext["mode"];
}

/** A call of a layer's forward, with its result. */
export interface LayerCall extends LayerSetup {
  readonly forward: Forward;
}

/** Runs the layers of a network in order. The input of each call is what the layer reads, all inputs of a joint in one row. */
export function callLayers({ network, params, x, streams }: CheckInputs): readonly LayerCall[] {
  const calls: LayerCall[] = [];
  const outputAt = sourceReader(network, x, (position) => calls[position]?.forward.y);
  for (const [position, entry] of network.layers.entries()) {
    const { id, layer } = entry;
    const input = inputAt(network, position, outputAt);
    const tensors = tensorsOf(layer, tensorsOfLayer(entry, params));
    calls.push(callLayer({ id, layer, ...tensors, x: input, streams }));
  }
  return calls;
}

/** What the loss reads of the calls of all layers. */
export function lossInputOf({ network, x }: CheckInputs, calls: readonly LayerCall[]): Tensor {
  return lossInput(
    network,
    sourceReader(network, x, (position) => calls[position]?.forward.y),
  );
}

/** Runs forward of one layer, and keeps its result. */
export function callLayer(setup: LayerSetup): LayerCall {
  return { ...setup, forward: runLayer(setup) };
}

/** Runs forward of a layer with the current values of its input and parameters. Every run draws the same random numbers. */
export function runLayer(setup: LayerSetup): Forward {
  return setup.layer.forward(argumentOf(setup), setup.x, contextOf(setup));
}

/** A layer with drawn parameters and its first state. stream: name of the stream that `init` draws from */
export function drawSetup(layer: Layer, x: Tensor, streams: RandomStreams, stream: string): LayerSetup {
  const params = layer.init(streams.stream(stream));
  const state = layer.state && {
    state: { ...initState(layer, x), ...initRowState(layer, x.shape[0] ?? 0, x) },
  };
  return { id: layer.type, layer, params, ...state, x, streams };
}

/** Splits the tensors of a layer into what is learned and its state. */
export function tensorsOf(
  { state }: Pick<Layer, "state">,
  tensors: Params = {},
): Pick<LayerSetup, "params" | "state"> {
  if (state === undefined) return { params: tensors };
  const entries = Object.entries(tensors);
  const isState = ([name]: readonly [string, Tensor]) => Object.hasOwn(state, name);
  return {
    params: Object.fromEntries(entries.filter((entry) => !isState(entry))),
    state: Object.fromEntries(entries.filter(isState)),
  };
}

/** The tensors that forward receives: the learned ones and the state. */
export function argumentOf({ params, state }: Pick<LayerSetup, "params" | "state">): Params {
  return state === undefined ? params : { ...params, ...state };
}

/** The side of each kink that a call of a layer takes; empty for a layer that declares none. */
export function branchesOf(setup: LayerSetup, { branches }: Forward): readonly Signature[] {
  if (branches !== undefined) return [lasting(branches())];
  const { layer, x } = setup;
  return layer.branches === undefined ? [] : [lasting(layer.branches(argumentOf(setup), x))];
}

/** A copy of a view, which may be the memory of a tensor that its scope releases before the sides are compared. */
function lasting(sides: Signature): Signature {
  return sides instanceof Float32Array || sides instanceof Float64Array ? sides.slice() : sides;
}

/** Whether a layer declares its kinks, or those of one call of it. */
export function declaresKinks({ layer }: Pick<LayerSetup, "layer">, forward: Forward): boolean {
  return layer.branches !== undefined || forward.branches !== undefined;
}

/** The context of a layer's forward during a check. Every call draws the same random numbers. */
export function contextOf(
  { id, streams, mode = "train" }: Pick<LayerSetup, "id" | "streams" | "mode">,
  needs: Partial<Pick<ForwardContext, "needsInputGradient" | "needsParamGradients">> = {},
): ForwardContext {
  return new LayerContext({ mode, needsInputGradient: true, ...needs }, () =>
    streams.stream(`forward/${id}`),
  );
}

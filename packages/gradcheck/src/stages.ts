import type { RandomStreams, Tensor } from "@retrograd/core";
import type {
  Forward,
  ForwardContext,
  Network,
  NetworkLayer,
  NetworkParams,
  Params,
  Signature,
} from "@retrograd/network";

/** A network with everything that a forward pass depends on. */
export interface Experiment {
  readonly network: Network;
  readonly params: NetworkParams;
  /** x: [batch, ...input] */
  readonly x: Tensor;
  /** Targets of the loss. */
  readonly t: Tensor;
  readonly streams: RandomStreams;
}

/** One layer that has run on its real input. */
export interface Stage {
  readonly id: string;
  readonly layer: NetworkLayer["layer"];
  readonly params: Params;
  readonly x: Tensor;
  readonly forward: Forward;
  /** The layers after this one. */
  readonly after: readonly NetworkLayer[];
}

/** Runs the layers in order and keeps each one's input and way back. */
export function runStages({ network, params, x, streams }: Experiment): readonly Stage[] {
  let input = x;
  return network.layers.map(({ id, layer }, index) => {
    const own = params[id] ?? {};
    const forward = layer.forward(own, input, contextOf(id, streams));
    const stage = { id, layer, params: own, x: input, forward, after: network.layers.slice(index + 1) };
    input = forward.y;
    return stage;
  });
}

/** Runs layers from some layer's output to the loss: its value, and the sides of all kinks on the way. */
export function runTail(
  { network, params, t, streams }: Experiment,
  layers: readonly NetworkLayer[],
  from: Tensor,
): { readonly loss: number; readonly branches: readonly Signature[] } {
  const branches: Signature[] = [];
  let y = from;
  for (const { id, layer } of layers) {
    const own = params[id] ?? {};
    branches.push(...branchesOf(layer, own, y));
    y = layer.forward(own, y, contextOf(id, streams)).y;
  }
  return { loss: network.loss.loss.forward(y, t).loss, branches };
}

/** The sides of a layer's kinks; none for a layer that declares none. */
export function branchesOf(layer: NetworkLayer["layer"], params: Params, x: Tensor): readonly Signature[] {
  return layer.branches === undefined ? [] : [layer.branches(params, x)];
}

/** What a layer may know while it is checked: each evaluation draws the same numbers. */
export function contextOf(id: string, streams: RandomStreams): ForwardContext {
  return { mode: "train", rng: streams.stream(`forward/${id}`), needsInputGradient: true };
}

import type { RandomStreams, Tensor } from "@retrograd/core";
import type { Network, NetworkParams } from "@retrograd/network";
import type { Forward, ForwardContext, Layer, Params, Signature } from "@retrograd/plugin";

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

/** One layer on its real input. */
export interface Stage {
  readonly id: string;
  readonly layer: Layer;
  readonly params: Params;
  readonly x: Tensor;
  readonly streams: RandomStreams;
  /** "train" by default. */
  readonly mode?: ForwardContext["mode"];
  /** What forward gave once. */
  readonly forward: Forward;
}

/** Runs the layers in order and keeps each one's input and way back. */
export function runStages({ network, params, x, streams }: Experiment): readonly Stage[] {
  let input = x;
  return network.layers.map(({ id, layer }) => {
    const stage = newStage({ id, layer, params: params[id] ?? {}, x: input, streams });
    input = stage.forward.y;
    return stage;
  });
}

/** Runs one layer. */
export function newStage(place: Omit<Stage, "forward">): Stage {
  return { ...place, forward: runLayer(place) };
}

/** One forward of a layer at the present values of its input and parameters; each draws the same numbers. */
export function runLayer({ id, layer, params, x, streams, mode }: Omit<Stage, "forward">): Forward {
  return layer.forward(params, x, contextOf(id, streams, mode));
}

/** The sides of a layer's kinks; none for a layer that declares none. */
export function branchesOf(layer: Layer, params: Params, x: Tensor): readonly Signature[] {
  return layer.branches === undefined ? [] : [layer.branches(params, x)];
}

/** What a layer may know while it is checked: each evaluation draws the same numbers. */
export function contextOf(
  id: string,
  streams: RandomStreams,
  mode: ForwardContext["mode"] = "train",
): ForwardContext {
  let rng: ReturnType<RandomStreams["stream"]> | undefined;
  return {
    mode,
    // made when first asked for, since most layers draw nothing
    get rng() {
      rng ??= streams.stream(`forward/${id}`);
      return rng;
    },
    needsInputGradient: true,
  };
}

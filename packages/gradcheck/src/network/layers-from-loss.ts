import { sameShape, type Tensor, tensor } from "@retrograd/core";
import type { Forward } from "@retrograd/plugin";
import { batchOf } from "./batch-rows.js";
import type { CheckInputs } from "./check-inputs.js";
import { callLayers, type LayerCall, type LayerSetup } from "./layer-call.js";
import { lossAsLayer, lossWithRows, runLoss } from "./loss-as-layer.js";

/** Gradients of a scalar by a layer's input and parameters. */
export type Gradients = ReturnType<Forward["backward"]>;

/** One layer on the path from the loss to the input, or the loss as the first layer of that path. */
export interface LayerOnPath {
  readonly setup: LayerSetup;
  /** The call of the layer in the forward pass; undefined for the loss. */
  readonly call: LayerCall | undefined;
  /** Index in `network.layers`; their number for the loss. */
  readonly position: number;
  /** Gradient of the network's loss by the layer's output, [1] for the loss itself; undefined where a later layer returned
   *  none that fits. */
  upstream(): Tensor | undefined;
  /** Gradients of the network's loss by the layer's tensors; undefined where `upstream` is. */
  gradients(): Gradients | undefined;
  /** The layer on another number of rows. */
  withRows(rows: number): LayerSetup;
}

/** Walks through a network from the loss to the input, as backpropagation does. The loss comes first. Gradients are
 *  computed when they are first asked for, and only once. */
export function* layersFromLoss(
  inputs: CheckInputs,
  calls: readonly LayerCall[] = callLayers(inputs),
): Generator<LayerOnPath, void, void> {
  const { network, t, streams } = inputs;
  const x = calls.at(-1)?.forward.y ?? inputs.x;
  const { loss } = network;
  const path = { loss, x, t, params: inputs.params[loss.id] ?? {}, streams };
  let last: LayerOnPath = {
    setup: lossAsLayer(path),
    call: undefined,
    position: calls.length,
    upstream: once(() => tensor([1], [1], network)),
    gradients: once(() => ({ grads: {}, ...runLoss(path).backward() })),
    withRows: (rows) => lossWithRows(path, rows),
  };
  yield last;
  for (const [position, call] of [...calls.entries()].toReversed()) {
    const after = last;
    const upstream = once(() => fittingGradient(after.gradients()?.dx, call.forward.y));
    last = {
      setup: call,
      call,
      position,
      upstream,
      gradients: once(() => {
        const dy = upstream();
        return dy && call.forward.backward(dy);
      }),
      withRows: (rows) => ({ ...call, x: batchOf(call.x, rows) }),
    };
    yield last;
  }
}

/** A gradient by x if the layer before can use it: backward of that layer could throw on another shape or type. */
function fittingGradient(dx: Tensor | undefined, x: Tensor): Tensor | undefined {
  return dx !== undefined && sameShape(dx.shape, x.shape) && dx.dtype === x.dtype ? dx : undefined;
}

function once<T>(compute: () => T): () => T {
  let result: { readonly value: T } | undefined;
  return () => {
    result ??= { value: compute() };
    return result.value;
  };
}

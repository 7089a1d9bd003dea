import { add, sameShape, type Tensor, tensor } from "@retrograd/core";
import { type Network, usesOf } from "@retrograd/network";
import type { Forward } from "@retrograd/plugin";
import { batchOf } from "./batch-rows.js";
import type { CheckInputs } from "./check-inputs.js";
import { gradientPart, readingsOf } from "./graph-inputs.js";
import { callLayers, type LayerCall, type LayerSetup, lossInputOf } from "./layer-call.js";
import { lossAsLayer, lossWithRows, runLoss } from "./loss-as-layer.js";

/** Gradients of a scalar by a layer's input and parameters. */
export type Gradients = ReturnType<Forward["backward"]>;

/** One layer on the way from the loss to the input, or the loss as the first layer of that way. */
export interface LayerOnPath {
  readonly setup: LayerSetup;
  /** The call of the layer in the forward pass; undefined for the loss. */
  readonly call: LayerCall | undefined;
  /** Index in `network.layers`; their number for the loss. */
  readonly position: number;
  /** Gradient of the network's loss by the layer's output, [1] for the loss itself; undefined where a later layer returned
   *  none that fits. */
  upstream(): Tensor | undefined;
  /** Gradients of the network's loss by the layer's tensors, for a parameter that later layers share the sum over all uses;
   *  undefined where `upstream` is. */
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
  const x = lossInputOf(inputs, calls);
  const { loss } = network;
  const path = { loss, x, t, params: inputs.params[loss.id] ?? {}, streams };
  const first: LayerOnPath = {
    setup: lossAsLayer(path),
    call: undefined,
    position: calls.length,
    upstream: once(() => tensor([1], [1], network)),
    gradients: once(() => ({ grads: {}, ...runLoss(path).backward() })),
    withRows: (rows) => lossWithRows(path, rows),
  };
  yield first;
  // by position
  const visited: LayerOnPath[] = [];
  visited[first.position] = first;
  for (const [position, call] of [...calls.entries()].toReversed()) {
    const upstream = once(() =>
      sumOf(
        readingsOf(network, position).map((reading) => {
          const dx = visited[reading.reader]?.gradients()?.dx;
          return fittingGradient(gradientPart(network, reading, dx), call.forward.y);
        }),
      ),
    );
    const layer: LayerOnPath = {
      setup: call,
      call,
      position,
      upstream,
      gradients: once(() => {
        const dy = upstream();
        return dy && withUses(call.forward.backward(dy), call, network, (reader) => visited[reader]);
      }),
      withRows: (rows) => ({ ...call, x: batchOf(call.x, rows) }),
    };
    visited[position] = layer;
    yield layer;
  }
}

/** The same gradients, with those of the other uses of each parameter added. A parameter has none where that of a use is
 *  missing or does not fit. */
function withUses(
  gradients: Gradients,
  { id, params }: LayerCall,
  network: Network,
  layerAt: (position: number) => LayerOnPath | undefined,
): Gradients {
  const shared = Object.entries(params).flatMap(([name, param]) => {
    const uses = usesOf(network, { id, name });
    if (uses.length === 0) return [];
    const others = uses.map((use) => layerAt(use.position)?.gradients()?.grads[use.name]);
    const fitting = [gradients.grads[name], ...others].map((one) => fittingGradient(one, param));
    return [[name, sumOf(fitting)] as const];
  });
  if (shared.length === 0) return gradients;
  const sums = new Map(shared);
  const names = new Set([...Object.keys(gradients.grads), ...sums.keys()]);
  const grads = [...names].flatMap((name) => {
    const sum = sums.has(name) ? sums.get(name) : gradients.grads[name];
    return sum === undefined ? [] : [[name, sum] as const];
  });
  return { ...gradients, grads: Object.fromEntries(grads) };
}

/** The sum of the gradients that several readers return; undefined where one is missing. */
function sumOf(gradients: readonly (Tensor | undefined)[]): Tensor | undefined {
  const present = gradients.flatMap((gradient) => gradient ?? []);
  const [first, ...others] = present;
  if (first === undefined || present.length < gradients.length) return undefined;
  return others.reduce((sum, gradient) => add(sum, gradient), first);
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

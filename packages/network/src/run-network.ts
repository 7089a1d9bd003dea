import {
  formatShape,
  philoxStreams,
  type RandomStreams,
  RetrogradError,
  type Rng,
  requireTensor,
  sameShape,
  type Tensor,
} from "@retrograd/core";
import type { ForwardContext, Params } from "@retrograd/plugin";
import { blame, requireOutput, requireStreams, requireWeight } from "@retrograd/plugin";
import type { Network, NetworkLayer, NetworkParams } from "./network.js";
import { requireBatch, requireNetwork, requireParams } from "./require-arguments.js";

/** What a run of a network may depend on beside parameters and input. */
export interface RunContext {
  /** "eval" unless told. */
  readonly mode?: "train" | "eval";
  /** Random streams of the experiment, for layers that draw; those of seed 0 unless told. */
  readonly streams?: RandomStreams;
  /** The training step, which names the draw. */
  readonly step?: number;
  /** Whether backward must give the gradient by the network's input; false unless told. */
  readonly needsInputGradient?: boolean;
  /** Told each layer's output as soon as it is computed; what it throws ends the run of the network as it is. */
  readonly watch?: (id: string, y: Tensor) => void;
}

/** Gradients of a scalar by a network's parameters and, if asked for, its input. */
export interface NetworkGradients {
  readonly dx?: Tensor;
  readonly grads: NetworkParams;
}

/** Output of the layers before the loss, and the way back through them. */
export interface NetworkForward {
  /** Input of the loss. [batch, ...] */
  readonly y: Tensor;
  backward(dy: Tensor): NetworkGradients;
}

/** Loss of a batch, the prediction, and the way back through the whole network. */
export interface NetworkLossForward {
  /** Mean over the batch, in the loss's unit. */
  readonly loss: number;
  /** What the mean was taken over: the number of rows, or what the loss returns as its weight. */
  readonly weight: number;
  /** The loss's prediction: probabilities for SoftmaxWithLoss. */
  readonly y: Tensor;
  backward(dloss?: number): NetworkGradients;
}

/** First parameters of every layer, each drawn from its own stream `init/<id>`, in order. */
export function initParams(network: Network, streams: RandomStreams): NetworkParams {
  requireNetwork("initParams", network);
  requireStreams("initParams", streams);
  return byLayer(network, ({ id, layer }) => layer.init(streams.stream(`init/${id}`)));
}

/** Number of parameters of a layer, from its declared shapes. */
export function parameterCount({ layer }: NetworkLayer): number {
  const shapes = Object.values(layer.paramShapes);
  return shapes.reduce((total, shape) => total + shape.reduce((size, axis) => size * axis, 1), 0);
}

/** What a layer is told. A class, since an object with a getter of its own would have V8 keep what the getter refers to
 *  until the next full collection: a fifth of what a step leaves behind. */
class LayerContext implements ForwardContext {
  readonly mode: "train" | "eval";
  readonly needsInputGradient: boolean;
  readonly #draw: () => Rng;
  #rng: Rng | undefined;

  constructor(mode: "train" | "eval", needsInputGradient: boolean, draw: () => Rng) {
    this.mode = mode;
    this.needsInputGradient = needsInputGradient;
    this.#draw = draw;
  }

  /** Made when first asked for, since most layers draw nothing; asking again does not start it anew. */
  get rng(): Rng {
    this.#rng ??= this.#draw();
    return this.#rng;
  }
}

/** Runs the layers in order, the loss left out. x: [batch, ...input] -> y: [batch, ...]
 *  @throws RetrogradError E_SHAPE when x is not a batch of inputs; any layer's error, prefixed with the layer's id */
export function forward(
  network: Network,
  params: NetworkParams,
  x: Tensor,
  ctx: RunContext = {},
): NetworkForward {
  requireNetwork("forward", network);
  requireParams("forward", params);
  requireTensor("forward", "x", x);
  checkInput(network, x);
  const { mode = "eval", streams = philoxStreams(0), step = 0, needsInputGradient = false } = ctx;
  let y = x;
  const way = network.layers.map(({ id, layer }, index) => {
    const context = new LayerContext(mode, needsInputGradient || index > 0, () =>
      streams.stream(`forward/${id}`, step),
    );
    const passed = at(id, () => {
      const given = layer.forward(paramsOf(params, id), y, context);
      requireOutput(given?.y?.shape, layer.outShape, x.shape[0] ?? 0);
      return given;
    });
    y = passed.y;
    ctx.watch?.(id, y);
    return { id, passed };
  });
  return {
    y,
    backward(dy) {
      const grads = new Map<string, Params>();
      let upstream = dy;
      for (const [index, { id, passed }] of [...way.entries()].toReversed()) {
        const back = at(id, () => passed.backward(upstream));
        grads.set(id, back.grads);
        if (back.dx !== undefined) upstream = back.dx;
        else if (index > 0 || needsInputGradient) {
          throw new RetrogradError("E_SHAPE", `${id}: backward gave no dx`);
        }
      }
      return {
        grads: byLayer(network, ({ id }) => grads.get(id) ?? {}),
        ...(needsInputGradient ? { dx: upstream } : {}),
      };
    },
  };
}

/** Runs the network with its loss. x: [batch, ...input], t: [batch] class indices or [batch, ...] values
 *  @throws RetrogradError as forward; E_TARGET or E_SHAPE when t does not fit the loss */
export function forwardLoss(
  network: Network,
  params: NetworkParams,
  batch: { readonly x: Tensor; readonly t: Tensor },
  ctx: RunContext = {},
): NetworkLossForward {
  requireBatch("forwardLoss", batch);
  const layers = forward(network, params, batch.x, ctx);
  const { id, loss } = network.loss;
  const {
    loss: value,
    weight = batch.x.shape[0] ?? 0,
    y,
    backward,
  } = at(id, () => {
    const forwarded = loss.forward(layers.y, batch.t);
    requireWeight(forwarded.weight);
    return forwarded;
  });
  return {
    loss: value,
    weight,
    y,
    backward: (dloss = 1) => layers.backward(at(id, () => backward(dloss)).dx),
  };
}

/** What the network says of inputs: probabilities for a classifier, values for a regression.
 *  x: [batch, ...input] -> [batch, ...loss.outShape] */
export function predict(network: Network, params: NetworkParams, x: Tensor): Tensor {
  requireTensor("predict", "x", x);
  const { y } = forward(network, params, x);
  return at(network.loss.id, () => network.loss.loss.predict(y));
}

/** Builds a record with one value a layer, in the network's order. */
export function byLayer<T>(network: Network, value: (layer: NetworkLayer) => T): Readonly<Record<string, T>> {
  const record: Record<string, T> = Object.create(null);
  for (const layer of network.layers) record[layer.id] = value(layer);
  return record;
}

function paramsOf(params: NetworkParams, id: string): Params {
  const own = params[id];
  if (own === undefined) throw new RetrogradError("E_SHAPE", `no parameters were given for layer ${id}`);
  return own;
}

function checkInput(network: Network, x: Tensor): void {
  if (!sameShape(x.shape.slice(1), network.input) || x.shape.length === 0) {
    throw new RetrogradError(
      "E_SHAPE",
      `the network takes x [batch, ${network.input.join(", ")}], got ${formatShape(x.shape)}`,
    );
  }
}

/** Runs one layer's part; an error says in which layer it happened. */
function at<T>(id: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw blame(id, error);
  }
}

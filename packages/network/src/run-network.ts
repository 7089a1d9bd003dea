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
import { blaming, requireNextState, requireOutput, requireStreams, requireWeight } from "@retrograd/plugin";
import { initState } from "./layer-state.js";
import type { Network, NetworkLayer, NetworkParams } from "./network.js";
import { requireBatch, requireNetwork, requireParams } from "./require-arguments.js";

/** Options of a forward pass. */
export interface RunContext {
  /** Default: "eval". */
  readonly mode?: "train" | "eval";
  /** Random streams of the experiment, for layers that draw random numbers. Default: those of seed 0. */
  readonly streams?: RandomStreams;
  /** The training step, which selects the random numbers of a draw. Default: 0. */
  readonly step?: number;
  /** Whether backward must return the gradient with respect to the network's input. Default: false. */
  readonly needsInputGradient?: boolean;
  /** Ids of the layers whose parameters need no gradients. Default: none. */
  readonly frozen?: ReadonlySet<string>;
  /** Called with each layer's output as soon as it is computed. An exception aborts the forward pass. */
  readonly watch?: (id: string, y: Tensor) => void;
}

/** Gradients of a scalar with respect to a network's parameters and, on request, its input. */
export interface NetworkGradients {
  readonly dx?: Tensor;
  readonly grads: NetworkParams;
}

/** Output of the layers before the loss, and their backward function. */
export interface NetworkForward {
  /** Input of the loss. [batch, ...] */
  readonly y: Tensor;
  /** The next state of the layers that returned one, in mode "train". */
  readonly state: NetworkParams;
  backward(dy: Tensor): NetworkGradients;
}

/** Loss of a batch, the prediction, and the backward function of the whole network. */
export interface NetworkLossForward {
  /** Mean over the batch, in the loss's unit. */
  readonly loss: number;
  /** The divisor of the mean: the weight that the loss returns, or the number of rows. */
  readonly weight: number;
  /** The loss's prediction: probabilities for SoftmaxWithLoss. */
  readonly y: Tensor;
  /** The next state of the layers that returned one, in mode "train". */
  readonly state: NetworkParams;
  backward(dloss?: number): NetworkGradients;
}

/** Initial parameters and state of every layer, in order. Parameters are drawn from a stream of each layer, `init/<id>`. */
export function initParams(network: Network, streams: RandomStreams): NetworkParams {
  requireNetwork("initParams", network);
  requireStreams("initParams", streams);
  return byLayer(network, ({ id, layer }) => ({
    ...layer.init(streams.stream(`init/${id}`)),
    ...initState(layer, network),
  }));
}

/** Number of parameters of a layer, from its declared shapes. */
export function parameterCount({ layer }: NetworkLayer): number {
  const shapes = Object.values(layer.paramShapes);
  return shapes.reduce((total, shape) => total + shape.reduce((size, axis) => size * axis, 1), 0);
}

/** The context that a layer's forward receives. A class rather than an object with a getter: V8 keeps what such a getter
 *  refers to until the next full collection, which was a fifth of the garbage of a training step. */
export class LayerContext implements ForwardContext {
  readonly mode: "train" | "eval";
  readonly needsInputGradient: boolean;
  readonly needsParamGradients: boolean;
  readonly #draw: () => Rng;
  #rng: Rng | undefined;

  constructor(
    { mode, needsInputGradient, needsParamGradients = true }: Omit<ForwardContext, "rng">,
    draw: () => Rng,
  ) {
    this.mode = mode;
    this.needsInputGradient = needsInputGradient;
    this.needsParamGradients = needsParamGradients;
    this.#draw = draw;
  }

  /** Created on first access, since most layers draw nothing; later accesses continue the same stream. */
  get rng(): Rng {
    this.#rng ??= this.#draw();
    return this.#rng;
  }
}

/** Runs the layers in order, without the loss. x: [batch, ...input] -> y: [batch, ...]
 *  @throws RetrogradError E_SHAPE when x is not a batch of inputs; any error of a layer, prefixed with its id */
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
  const state: Record<string, Params> = Object.create(null);
  let y = x;
  const records = network.layers.map(({ id, layer }, index) => {
    const needs = {
      needsInputGradient: needsInputGradient || index > 0,
      needsParamGradients: ctx.frozen?.has(id) !== true,
    };
    const context = new LayerContext({ mode, ...needs }, () => streams.stream(`forward/${id}`, step));
    const pass = blaming(id, () => {
      const output = layer.forward(paramsOf(params, id), y, context);
      requireOutput(output?.y?.shape, layer.outShape, x.shape[0] ?? 0);
      requireNextState(output.state, layer, mode);
      return output;
    });
    y = pass.y;
    if (pass.state !== undefined) state[id] = pass.state;
    ctx.watch?.(id, y);
    return { id, pass };
  });
  return {
    y,
    state,
    backward(dy) {
      const grads = new Map<string, Params>();
      let upstream = dy;
      for (const [index, { id, pass }] of [...records.entries()].toReversed()) {
        const gradients = blaming(id, () => pass.backward(upstream));
        grads.set(id, gradients.grads);
        if (gradients.dx !== undefined) upstream = gradients.dx;
        else if (index > 0 || needsInputGradient) {
          throw new RetrogradError("E_SHAPE", `${id}: backward returned no dx`);
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
  } = blaming(id, () => {
    const output = loss.forward(layers.y, batch.t);
    requireWeight(output.weight);
    return output;
  });
  return {
    loss: value,
    weight,
    y,
    state: layers.state,
    backward: (dloss = 1) => layers.backward(blaming(id, () => backward(dloss)).dx),
  };
}

/** The predictions of a network: probabilities for a classifier, values for a regression.
 *  x: [batch, ...input] -> [batch, ...loss.outShape] */
export function predict(network: Network, params: NetworkParams, x: Tensor): Tensor {
  requireTensor("predict", "x", x);
  const { y } = forward(network, params, x);
  return blaming(network.loss.id, () => network.loss.loss.predict(y));
}

/** Builds a record with one value per layer, in the network's order. */
export function byLayer<T>(network: Network, value: (layer: NetworkLayer) => T): Readonly<Record<string, T>> {
  const record: Record<string, T> = Object.create(null);
  for (const layer of network.layers) record[layer.id] = value(layer);
  return record;
}

function paramsOf(params: NetworkParams, id: string): Params {
  const layerParams = params[id];
  if (layerParams === undefined) throw new RetrogradError("E_SHAPE", `params has no entry for layer ${id}`);
  return layerParams;
}

function checkInput(network: Network, x: Tensor): void {
  if (!sameShape(x.shape.slice(1), network.input) || x.shape.length === 0) {
    throw new RetrogradError(
      "E_SHAPE",
      `the network takes x [batch, ${network.input.join(", ")}], got ${formatShape(x.shape)}`,
    );
  }
}

import {
  add,
  defined,
  philoxStreams,
  type RandomStreams,
  RetrogradError,
  requireTensor,
  type Tensor,
  zeros,
} from "@retrograd/core";
import type { Forward, ForwardContext, JointForward, Params } from "@retrograd/plugin";
import { blaming, lossValue, requireOutput, requireStreams, requireWeight } from "@retrograd/plugin";
import { gradientNeeds } from "./gradient-needs.js";
import { inOneRow } from "./joint-as-layer.js";
import { LayerContext } from "./layer-context.js";
import { hasRowState, initState } from "./layer-state.js";
import { lossContext } from "./loss-context.js";
import { masksOf } from "./masks.js";
import type { Network, NetworkLayer, NetworkParams, ParameterOwner, ParameterPlace } from "./network.js";
import { type InputBatch, inputTensors } from "./network-inputs.js";
import { parameterOwners, tensorsOfLayer } from "./parameter-owners.js";
import type { PassMemory } from "./pass-memory.js";
import { requireBatch, requireNetwork, requireParams } from "./require-arguments.js";
import { argumentsOf } from "./row-states.js";
import { lossSource, sourcesOf } from "./sources.js";

/** Options of a forward pass. */
export interface RunContext {
  /** Default: "eval". */
  readonly mode?: "train" | "eval";
  /** Random streams of the experiment, for layers that draw random numbers. Default: those of seed 0. */
  readonly streams?: RandomStreams;
  /** The training step, which selects the random numbers of a draw. Default: 0. */
  readonly step?: number;
  /** Whether backward must return the gradient with respect to the network's input, if it holds values: of several inputs, all in
   *  one row, with 0 for indices. Default: false. */
  readonly needsInputGradient?: boolean;
  /** Ids of the layers whose parameters need no gradients. Default: none. */
  readonly frozen?: ReadonlySet<string>;
  /** Releases the tensors of the pass while backward runs, which may then run once: afterwards only the gradients and the next
   *  state can be used. Default: all stay until the scope ends. */
  readonly memory?: PassMemory | undefined;
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
  /** [batch, time]: 0 for padded steps of y; absent where all count. */
  readonly mask?: Tensor | undefined;
  /** The next state of the layers that returned one: in mode "train" all of it, in mode "eval" that of rows. */
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
  /** [batch, time]: 0 for padded steps of y; absent where all count. */
  readonly mask?: Tensor | undefined;
  /** The next state of the layers that returned one: in mode "train" all of it, in mode "eval" that of rows. */
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

/** Number of parameters of a layer, or of a loss with parameters, from its declared shapes. */
export function parameterCount({
  layer,
}: {
  readonly layer: Pick<ParameterOwner["layer"], "paramShapes">;
}): number {
  const shapes = Object.values(layer.paramShapes);
  return shapes.reduce((total, shape) => total + shape.reduce((size, axis) => size * axis, 1), 0);
}

/** Runs the layers in order, each on the outputs that it reads, without the loss. x: [batch, ...input], of several inputs all
 *  in one row, or a tensor for each by name -> y: [batch, ...]
 *  @throws RetrogradError E_SHAPE when x is not a batch of inputs; any error of a layer, prefixed with its id */
export function forward(
  network: Network,
  params: NetworkParams,
  x: InputBatch,
  ctx: RunContext = {},
): NetworkForward {
  requireNetwork("forward", network);
  requireParams("forward", params);
  const inputs = inputTensors(network, x);
  const [first] = inputs;
  const rows = first?.shape[0] ?? 0;
  const { mode = "eval", streams = philoxStreams(0), step = 0, memory } = ctx;
  const needsGradient = gradientNeeds(network, ctx);
  const state: Record<string, Params> = Object.create(null);
  const masks = masksOf(network, inputs);
  const outputs: Tensor[] = [];
  const outputAt = (position: number) => read(outputs, inputs, position);
  const records = network.layers.map((entry, index): PassRecord => {
    const { id, layer } = entry;
    const sources = sourcesOf(network, index);
    const needs = {
      mode,
      needsInputGradient: sources.some(needsGradient),
      needsParamGradients: ctx.frozen?.has(id) !== true,
      mask: masks?.[index],
    };
    const context = new LayerContext(needs, () => streams.stream(`forward/${id}`, step));
    const pass = blaming(id, () => {
      const xs = sources.map(outputAt);
      const tensors = argumentsOf(layer, tensorsOfLayer(entry, params), xs[0]);
      const run = () => runEntry(entry, tensors, xs, context);
      const output = memory === undefined ? run() : memory.forward(id, run);
      requireOutput(output?.y?.shape, layer.outShape, rows);
      return output;
    });
    outputs.push(pass.y);
    memory?.keep(pass.state);
    if (pass.state !== undefined && (mode === "train" || hasRowState(layer))) state[id] = pass.state;
    ctx.watch?.(id, pass.y);
    return { id, tied: entry.tied, sources, pass };
  });
  const source = lossSource(network);
  return {
    y: outputAt(source),
    mask: masks?.[network.layers.length],
    state,
    backward(dy) {
      const start = { source, dy, inputs: inputs.length, needsGradient, memory };
      const { grads, dxs } = backpropagate(records, start);
      if (!inputs.some((_, k) => needsGradient(-1 - k))) return { grads };
      const dx =
        network.inputs === undefined
          ? dxs[0]
          : inOneRow(inputs.map((one, k) => dxs[k] ?? zeros(one.shape, one)));
      return { grads, ...defined({ dx }) };
    },
  };
}

/** A layer's forward pass, kept for backward. */
interface PassRecord {
  readonly id: string;
  readonly tied: NetworkLayer["tied"];
  readonly sources: readonly number[];
  readonly pass: Forward | JointForward;
}

function runEntry(
  { layer, joint }: NetworkLayer,
  params: Params,
  xs: readonly Tensor[],
  context: ForwardContext,
): Forward | JointForward {
  if (joint !== undefined) return joint.join(params, xs, context);
  const [x] = xs;
  if (x === undefined) throw new RetrogradError("E_MODEL", "the layer reads nothing: remove its empty from");
  return layer.forward(params, x, context);
}

/** Where backpropagation starts, and how far it goes. */
interface BackwardStart {
  /** The position of the output that dy is the gradient of. */
  readonly source: number;
  readonly dy: Tensor;
  /** Number of inputs of the network. */
  readonly inputs: number;
  readonly needsGradient: (position: number) => boolean;
  readonly memory: PassMemory | undefined;
}

/** Runs backward of each layer, from the last to the first. The gradients of an output that several layers read are added, as are
 *  those of a parameter that several layers share; a layer whose output nothing reads is skipped, and so is one below
 *  every learned layer. dxs: of each input of the network */
function backpropagate(
  records: readonly PassRecord[],
  { source, dy: first, inputs, needsGradient, memory }: BackwardStart,
): { readonly grads: NetworkParams; readonly dxs: readonly (Tensor | undefined)[] } {
  const grads: Record<string, Params> = Object.create(null);
  const shared: SharedGradient[] = [];
  // in the network's order
  for (const { id } of records) grads[id] = {};
  // by the position of the output, with the network's inputs first, in reverse
  const upstream: (Tensor | undefined)[] = [];
  upstream[source + inputs] = first;
  for (let index = records.length - 1; index >= 0; index--) {
    const [record, dy] = [records[index], upstream[index + inputs]];
    if (record === undefined || dy === undefined || !needsGradient(index)) continue;
    const run = () => {
      const gradients = record.pass.backward(dy);
      memory?.keep(gradients.grads);
      grads[record.id] =
        record.tied === undefined ? gradients.grads : withoutShared(gradients.grads, record.tied, shared);
      const dxs = "dxs" in gradients ? gradients.dxs : [gradients.dx];
      record.sources.forEach((position, k) => {
        if (!needsGradient(position)) return;
        const dx = dxs[k];
        const other = upstream[position + inputs];
        if (dx !== undefined) upstream[position + inputs] = other === undefined ? dx : add(other, dx);
        else
          throw new RetrogradError(
            "E_SHAPE",
            `backward returned no ${record.sources.length > 1 ? `dxs[${k}]` : "dx"}`,
          );
      });
    };
    blaming(record.id, () => (memory === undefined ? run() : memory.backward(run)));
    upstream[index + inputs] = undefined;
    memory?.release(record.id, upstream);
  }
  for (const { place, gradient } of shared) {
    const own = grads[place.id];
    const other = own?.[place.name];
    grads[place.id] = { ...own, [place.name]: other === undefined ? gradient : add(other, gradient) };
  }
  return { grads, dxs: Array.from({ length: inputs }, (_, k) => upstream[inputs - 1 - k]) };
}

/** The gradient of a parameter by its use in a layer that shares it. */
interface SharedGradient {
  readonly place: ParameterPlace;
  readonly gradient: Tensor;
}

/** Moves the gradients of tied parameters to `shared`. Returns the others. */
function withoutShared(
  grads: Params,
  tied: NonNullable<NetworkLayer["tied"]>,
  shared: SharedGradient[],
): Params {
  const own: Record<string, Tensor> = {};
  for (const [name, gradient] of Object.entries(grads)) {
    const place = Object.hasOwn(tied, name) ? tied[name] : undefined;
    if (place === undefined) own[name] = gradient;
    else shared.push({ place, gradient });
  }
  return own;
}

/** The tensor at a position: the output of a layer, or an input of the network. */
function read(outputs: readonly Tensor[], inputs: readonly Tensor[], position: number): Tensor {
  const tensor = position < 0 ? inputs[-1 - position] : outputs[position];
  if (tensor !== undefined) return tensor;
  throw new RetrogradError(
    "E_MODEL",
    `nothing is at position ${position}: "from" names what the network has`,
  );
}

/** Runs the network with its loss. x: as of `forward`, t: [batch] class indices or [batch, ...] values
 *  @throws RetrogradError as forward; E_TARGET or E_SHAPE when t does not fit the loss */
export function forwardLoss(
  network: Network,
  params: NetworkParams,
  batch: { readonly x: InputBatch; readonly t: Tensor },
  ctx: RunContext = {},
): NetworkLossForward {
  requireBatch("forwardLoss", batch);
  const layers = forward(network, params, batch.x, ctx);
  const { id, loss } = network.loss;
  const { memory } = ctx;
  const {
    loss: value,
    weight = layers.y.shape[0] ?? 0,
    y,
    backward,
  } = blaming(id, () => {
    const run = () => loss.forward(layers.y, batch.t, lossContext(network, params, ctx, layers.mask));
    const output = memory === undefined ? run() : memory.forward(id, run);
    requireWeight(output.weight);
    return { ...output, loss: lossValue(output.loss) };
  });
  return {
    loss: value,
    weight,
    y,
    mask: layers.mask,
    state: layers.state,
    backward(dloss = 1) {
      const run = () => backward(dloss);
      const { dx, grads } = blaming(id, () => (memory === undefined ? run() : memory.backward(run)));
      memory?.keep(grads);
      memory?.release(id, [dx]);
      const gradients = layers.backward(dx);
      return grads === undefined ? gradients : { ...gradients, grads: { ...gradients.grads, [id]: grads } };
    },
  };
}

/** The predictions of a network: probabilities for a classifier, values for a regression.
 *  x: as of `forward` -> [batch, ...loss.outShape] */
export function predict(network: Network, params: NetworkParams, x: InputBatch): Tensor {
  if (network?.inputs === undefined) requireTensor("predict", "x", x);
  const { y } = forward(network, params, x);
  return blaming(network.loss.id, () => network.loss.loss.predict(y, lossContext(network, params, {})));
}

/** Builds a record with one value per layer, in the network's order, and one for a loss that has parameters. */
export function byLayer<T>(
  network: Network,
  value: (owner: ParameterOwner) => T,
): Readonly<Record<string, T>> {
  const record: Record<string, T> = Object.create(null);
  for (const owner of parameterOwners(network)) record[owner.id] = value(owner);
  return record;
}

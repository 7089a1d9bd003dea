import {
  bufferOf,
  type Rng,
  type Shape,
  sizeOf,
  type Tensor,
  type TensorOptions,
  tensor,
} from "@retrograd/core";
import {
  inputTensors,
  LayerContext,
  LossPassContext,
  masksOf,
  type Network,
  type NetworkInput,
} from "@retrograd/network";
import type { Layer, Loss } from "@retrograd/plugin";

/** The same layer with a mask in every call. Row r of a batch has the mask of row r modulo the number of rows of the mask.
 *  mask: [rows, time] */
function withMask(layer: Layer, mask: Tensor): Layer {
  const { branches } = layer;
  return {
    ...layer,
    init: (rng) => layer.init(rng),
    ...(branches && { branches: (params, x) => branches.call(layer, params, x) }),
    forward(params, x, ctx) {
      const rows = maskFor(mask, x);
      return layer.forward(params, x, new LayerContext({ ...ctx, mask: rows }, () => ctx.rng));
    },
  };
}

/** The same loss with a mask in every call. mask: [rows, time] */
function lossWithMask(loss: Loss, mask: Tensor): Loss {
  const { init } = loss;
  return {
    ...loss,
    ...(init && { init: (rng) => init.call(loss, rng) }),
    forward(x, t, ctx) {
      if (ctx === undefined) return loss.forward(x, t);
      const context = new LossPassContext({ ...ctx, mask: maskFor(mask, x) }, ctx.params, () => ctx.rng);
      return loss.forward(x, t, context);
    },
    predict: (x, ctx) => loss.predict(x, ctx),
    exampleTargets: (batch, rng) => loss.exampleTargets(batch, rng),
  };
}

/** The network whose layers and loss have the masks of one batch in every call, whatever the values of x in it.
 *  x: [batch, ...input] */
export function networkWithMask(network: Network, x: Tensor): Network {
  const masks = masksOf(network, inputTensors(network, x));
  if (masks === undefined) return network;
  const layers = network.layers.map((entry, index) => {
    const mask = masks[index];
    return mask === undefined ? entry : { ...entry, layer: withMask(entry.layer, mask) };
  });
  const { loss } = network;
  const mask = masks[layers.length];
  return {
    ...network,
    layers,
    loss: mask === undefined ? loss : { ...loss, loss: lossWithMask(loss.loss, mask) },
  };
}

/** The same batch with padding from a random step of each row on; the first row has none. No other step is padding.
 *  x: [batch, time, ...] */
export function withRandomLengths(
  x: Tensor,
  { padding, indices }: Pick<NetworkInput, "padding" | "indices">,
  draw: () => Rng,
): Tensor {
  if (padding === undefined) return x;
  const rng = draw();
  const [batch = 0, time = 1] = x.shape;
  const width = sizeOf(x.shape.slice(2));
  const lengths = Array.from(rng.integers(time, batch), (steps, row) => (row === 0 ? time : 1 + steps));
  const other = indices === undefined || padding + 1 < indices ? padding + 1 : 0;
  const values = Float64Array.from(x.data, (value, i) => {
    const [row, step] = [Math.floor(i / (time * width)), Math.floor(i / width) % time];
    if (step >= lengths[row]) return padding;
    return value === padding ? other : value;
  });
  return tensor(values, x.shape, x);
}

/** The layer with an example mask for inputs of `shape`, if it uses one. */
export function withExampleMask(layer: Layer, shape: Shape, options: TensorOptions): Layer {
  const [time] = shape;
  const usesMask = layer.mask === "reads" || layer.mask === "ends";
  return usesMask && time !== undefined ? withMask(layer, exampleMask(time, options)) : layer;
}

/** A mask of three rows of different lengths, the first of which has all steps. [3, time] */
export function exampleMask(time: number, options: TensorOptions): Tensor {
  const rows = 3;
  const values = Float64Array.from({ length: rows * time }, (_, i) => {
    const row = Math.floor(i / time);
    return i % time < (row === 0 ? time : 1 + ((row * 7) % time)) ? 1 : 0;
  });
  return tensor(values, [rows, time], options);
}

/** The mask for the rows of x. */
function maskFor(mask: Tensor, { shape, dtype, engine }: Tensor): Tensor {
  const time = mask.shape[1] ?? 0;
  const rows = shape[0] ?? 0;
  const values = bufferOf(mask);
  const cycled = Float64Array.from({ length: rows * time }, (_, i) => values[i % values.length]);
  return tensor(cycled, [rows, time], { dtype, engine });
}

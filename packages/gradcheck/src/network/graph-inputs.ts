import { sameShape, type Tensor } from "@retrograd/core";
import {
  inOneRow,
  inputTensors,
  lossSource,
  type Network,
  type ParameterUse,
  partsOfRow,
  readersOf,
  sourcesOf,
  usesOf,
} from "@retrograd/network";

/** Finds what is at a position of a network: an output, or an input of the network below 0. x: [batch, ...input] */
export function sourceReader(
  network: Network,
  x: Tensor,
  outputs: (position: number) => Tensor | undefined,
): (position: number) => Tensor {
  const inputs = inputTensors(network, x);
  return (position) => (position < 0 ? inputs[-1 - position] : outputs(position)) ?? x;
}

/** What a layer reads, as one tensor: all inputs of a joint in one row. position: index of the layer; outputAt: see
 *  `sourceReader` */
export function inputAt(network: Network, position: number, outputAt: (position: number) => Tensor): Tensor {
  const xs = sourcesOf(network, position).map(outputAt);
  const [x] = xs;
  return network.layers[position]?.joint === undefined && x !== undefined ? x : inOneRow(xs);
}

/** What the loss reads. */
export function lossInput(network: Network, outputAt: (position: number) => Tensor): Tensor {
  return outputAt(lossSource(network));
}

/** One use of an output as an input. */
export interface Reading {
  /** Position of the layer that reads; the number of layers for the loss. */
  readonly reader: number;
  /** Which of its inputs. */
  readonly input: number;
}

/** Where the output at a position is read, from the first reader to the last. */
export function readingsOf(network: Network, position: number): readonly Reading[] {
  const readers = Array.from({ length: network.layers.length + 1 }, (_, reader) => reader);
  return readers.flatMap((reader) =>
    [...sourcesOf(network, reader).entries()].flatMap(([input, source]) =>
      source === position ? [{ reader, input }] : [],
    ),
  );
}

/** The part of a reader's gradient by x that belongs to one of its inputs; undefined where backward returned none of the right
 *  shape. dx: of the reader, as a layer of one input */
export function gradientPart(
  network: Network,
  { reader, input }: Reading,
  dx: Tensor | undefined,
): Tensor | undefined {
  const joint = network.layers[reader]?.joint;
  if (joint === undefined || dx === undefined) return dx;
  const total = joint.inShapes.reduce((sum, shape) => sum + shape.reduce((size, axis) => size * axis, 1), 0);
  return sameShape(dx.shape, [dx.shape[0] ?? 0, total]) ? partsOfRow(dx, joint.inShapes)[input] : undefined;
}

/** The positions of the layers that depend on a layer's output, or on one of its parameters by their own use of it, in order.
 *  uses: of parameters of the layer in other layers */
export function dependentsOf(
  network: Network,
  position: number,
  uses: readonly ParameterUse[],
): readonly number[] {
  const positions = uses.flatMap((use) => [use.position, ...readersOf(network, use.position)]);
  return [...new Set([...readersOf(network, position), ...positions])].sort((a, b) => a - b);
}

/** The uses of all parameters of a layer in other layers. */
export function usesOfParameters(network: Network, position: number): readonly ParameterUse[] {
  const entry = network.layers[position];
  if (entry === undefined) return [];
  return Object.keys(entry.layer.paramShapes).flatMap((name) => usesOf(network, { id: entry.id, name }));
}

import type { Network } from "./network.js";

/** The position of the network's first input, where others are indices of layers. */
export const inputPosition = -1;

/** The positions that a layer reads, in order: indices of layers, or -1 - k for input k.
 *  position: index of the layer; the number of layers for the loss */
export function sourcesOf(
  { layers, loss }: Pick<Network, "layers" | "loss">,
  position: number,
): readonly number[] {
  return (layers[position] ?? loss).from ?? [position - 1];
}

/** The position that the loss reads. */
export function lossSource(network: Network): number {
  return sourcesOf(network, network.layers.length)[0] ?? inputPosition;
}

/** The positions of the layers that read an output directly or through other layers, in order, without the loss.
 *  position: of the output */
export function readersOf(network: Network, position: number): readonly number[] {
  const reached = new Set([position]);
  for (const reader of network.layers.keys()) {
    if (sourcesOf(network, reader).some((source) => reached.has(source))) reached.add(reader);
  }
  reached.delete(position);
  return [...reached];
}

import { sizeOf } from "@retrograd/core";
import type { Network } from "./network.js";

/** Numbers that a forward pass of one sample keeps: its input, the output of each layer and the prediction of the loss. */
export function numbersPerSample({ input, layers, loss }: Network): number {
  const shapes = [input, ...layers.map(({ layer }) => layer.outShape), loss.loss.outShape];
  return shapes.reduce((sum, shape) => sum + sizeOf(shape), 0);
}

/** Memory of a training step on a batch in bytes: what forward keeps, and its gradients, which are as large. Layers such as
 *  convolutions need more for a time. */
export function stepBytes(network: Network, batch: number): number {
  return 2 * batch * numbersPerSample(network) * (network.dtype === "f32" ? 4 : 8);
}

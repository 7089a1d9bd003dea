import { RetrogradError, type Tensor } from "@retrograd/core";
import type { NetworkParams } from "@retrograd/network";

/** Calls `visit` with each parameter and its gradient, in the network's order.
 *  @throws RetrogradError E_SHAPE when a parameter has no gradient */
export function eachParameter(
  params: NetworkParams,
  grads: NetworkParams,
  visit: (w: Tensor, g: Tensor) => void,
): void {
  for (const [id, own] of Object.entries(params)) {
    for (const [name, w] of Object.entries(own)) {
      const g = grads[id]?.[name];
      if (g === undefined) throw new RetrogradError("E_SHAPE", `backward gave no gradient for ${id}.${name}`);
      visit(w, g);
    }
  }
}

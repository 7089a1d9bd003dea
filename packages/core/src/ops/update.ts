import { bufferOf, type Tensor } from "../tensor.js";
import { checkSameShape } from "./operands.js";

/** One step of gradient descent in place: `w -= lr g`. The only kind of operation that writes into a tensor; for optimizers.
 *  w, g: equal shapes. @throws RetrogradError E_SHAPE */
export function updateSgd(w: Tensor, g: Tensor, lr: number): void {
  checkSameShape("updateSgd", w, g);
  w.engine.kernels.updateSgd(bufferOf(w), bufferOf(g), lr);
}

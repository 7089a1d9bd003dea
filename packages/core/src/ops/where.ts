import { bufferOf, newTensor, type Tensor } from "../tensor.js";
import { checkSameShape } from "./operands.js";

/** Chooses element by element: `y = a where mask is not 0, else b`, equal shapes. A mask of NaN chooses a.
 *  @throws RetrogradError E_SHAPE, E_DTYPE, E_ENGINE */
export function where(mask: Tensor, a: Tensor, b: Tensor): Tensor {
  checkSameShape("where", mask, a);
  checkSameShape("where", mask, b);
  const y = newTensor(a.engine, a.dtype, a.shape);
  a.engine.kernels.where(bufferOf(y), bufferOf(mask), bufferOf(a), bufferOf(b));
  return y;
}

import { requireNumber } from "../argument.js";
import { bufferOf, newTensor, requireTensor, type Tensor } from "../tensor.js";

/** `y = factor x`, any shape. */
export function scale(x: Tensor, factor: number): Tensor {
  requireTensor("scale", "x", x);
  requireNumber("scale", "factor", factor);
  const y = newTensor(x.engine, x.dtype, x.shape);
  x.engine.kernels.scale(bufferOf(y), bufferOf(x), factor);
  return y;
}

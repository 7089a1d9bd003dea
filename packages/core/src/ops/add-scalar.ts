import { requireNumber } from "../argument.js";
import { bufferOf, newTensor, requireTensor, type Tensor } from "../tensor.js";

/** `y = x + c`, any shape; c is rounded to the number type of x first. */
export function addScalar(x: Tensor, c: number): Tensor {
  requireTensor("addScalar", "x", x);
  requireNumber("addScalar", "c", c);
  const y = newTensor(x.engine, x.dtype, x.shape);
  x.engine.kernels.addScalar(bufferOf(y), bufferOf(x), c);
  return y;
}

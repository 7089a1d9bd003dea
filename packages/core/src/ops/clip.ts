import { argumentError, requireNumber } from "../argument.js";
import { bufferOf, newTensor, requireTensor, type Tensor } from "../tensor.js";

/** Limits each number to a range: `y = min(max(x, low), high)`, any shape. NaN stays NaN.
 *  @throws RetrogradError E_ARGUMENT when low is larger than high or one of them is NaN */
export function clip(x: Tensor, low: number, high: number): Tensor {
  requireTensor("clip", "x", x);
  requireNumber("clip", "low", low);
  requireNumber("clip", "high", high);
  if (!(low <= high)) throw argumentError("clip", "high", `a number from low = ${low} on`, high);
  const y = newTensor(x.engine, x.dtype, x.shape);
  x.engine.kernels.clip(bufferOf(y), bufferOf(x), low, high);
  return y;
}

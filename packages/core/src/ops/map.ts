import { requireFunction } from "../argument.js";
import { bufferOf, newTensor, requireTensor, type Tensor } from "../tensor.js";
import { checkSameShape } from "./operands.js";

/** `y_i = f(x_i)` for any function `f`, any shape. Runs in JavaScript on every engine. */
export function map(x: Tensor, f: (x: number) => number): Tensor {
  requireTensor("map", "x", x);
  requireFunction("map", "f", f);
  // on a copy: f may create tensors, which may move the engine's memory
  const values = bufferOf(x).slice();
  for (let i = 0; i < values.length; i++) values[i] = f(values[i]);
  const y = newTensor(x.engine, x.dtype, x.shape);
  bufferOf(y).set(values);
  return y;
}

/** `y_i = f(a_i, b_i)` for any function `f`, equal shapes. Runs in JavaScript on every engine.
 *  @throws RetrogradError E_SHAPE */
export function zip(a: Tensor, b: Tensor, f: (a: number, b: number) => number): Tensor {
  checkSameShape("zip", a, b);
  requireFunction("zip", "f", f);
  // on copies, for the same reason as in map
  const [left, right] = [bufferOf(a).slice(), bufferOf(b).slice()];
  for (let i = 0; i < left.length; i++) left[i] = f(left[i], right[i]);
  const y = newTensor(a.engine, a.dtype, a.shape);
  bufferOf(y).set(left);
  return y;
}

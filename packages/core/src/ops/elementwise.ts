import { requireFunction, requireNumber } from "../argument.js";
import type { BinaryFunction, UnaryFunction } from "../engine.js";
import { bufferOf, newTensor, requireTensor, type Tensor } from "../tensor.js";
import { checkSameShape } from "./operands.js";

function unary(name: UnaryFunction, x: Tensor): Tensor {
  requireTensor(name, "x", x);
  const y = newTensor(x.engine, x.dtype, x.shape);
  x.engine.kernels.unary(name, bufferOf(y), bufferOf(x));
  return y;
}

function binary(name: BinaryFunction, a: Tensor, b: Tensor): Tensor {
  checkSameShape(name, a, b);
  const y = newTensor(a.engine, a.dtype, a.shape);
  a.engine.kernels.binary(name, bufferOf(y), bufferOf(a), bufferOf(b));
  return y;
}

/** `y = -x`, any shape. */
export const negate = (x: Tensor): Tensor => unary("negate", x);

/** `y = e^x`, any shape. */
export const exp = (x: Tensor): Tensor => unary("exp", x);

/** `y = ln x`, any shape. */
export const log = (x: Tensor): Tensor => unary("log", x);

/** The error function `y = 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x`, any shape. */
export const erf = (x: Tensor): Tensor => unary("erf", x);

/** `y = tanh x`, any shape. */
export const tanh = (x: Tensor): Tensor => unary("tanh", x);

/** `y = x^2`, any shape. */
export const square = (x: Tensor): Tensor => unary("square", x);

/** `y = x where x > 0, else 0`, any shape. NaN stays NaN. */
export const relu = (x: Tensor): Tensor => unary("relu", x);

/** `y = 1 / (1 + e^-x)`, any shape; exact at any x, no overflow. */
export const sigmoid = (x: Tensor): Tensor => unary("sigmoid", x);

/** `y = a + b`, equal shapes. @throws RetrogradError E_SHAPE */
export const add = (a: Tensor, b: Tensor): Tensor => binary("add", a, b);

/** `y = a - b`, equal shapes. @throws RetrogradError E_SHAPE */
export const subtract = (a: Tensor, b: Tensor): Tensor => binary("subtract", a, b);

/** `y = a b`, element by element, equal shapes. @throws RetrogradError E_SHAPE */
export const multiply = (a: Tensor, b: Tensor): Tensor => binary("multiply", a, b);

/** `y = a / b`, element by element, equal shapes. @throws RetrogradError E_SHAPE */
export const divide = (a: Tensor, b: Tensor): Tensor => binary("divide", a, b);

/** Gradient of relu: `dx = dy where x > 0, else 0`. dy, x: equal shapes. @throws RetrogradError E_SHAPE */
export const reluGradient = (dy: Tensor, x: Tensor): Tensor => binary("reluGradient", dy, x);

/** Gradient of sigmoid: `dx = dy y (1 - y)`. dy, y: equal shapes, y the output. @throws RetrogradError E_SHAPE */
export const sigmoidGradient = (dy: Tensor, y: Tensor): Tensor => binary("sigmoidGradient", dy, y);

/** `y = factor x`, any shape. */
export function scale(x: Tensor, factor: number): Tensor {
  requireTensor("scale", "x", x);
  requireNumber("scale", "factor", factor);
  const y = newTensor(x.engine, x.dtype, x.shape);
  x.engine.kernels.scale(bufferOf(y), bufferOf(x), factor);
  return y;
}

/** `y_i = f(x_i)` by a function of your own, any shape. Runs in JavaScript on every engine. */
export function map(x: Tensor, f: (x: number) => number): Tensor {
  requireTensor("map", "x", x);
  requireFunction("map", "f", f);
  // on a copy: f may make tensors, which may move the engine's memory
  const values = bufferOf(x).slice();
  for (let i = 0; i < values.length; i++) values[i] = f(values[i]);
  const y = newTensor(x.engine, x.dtype, x.shape);
  bufferOf(y).set(values);
  return y;
}

/** `y_i = f(a_i, b_i)` by a function of your own, equal shapes. Runs in JavaScript on every engine.
 *  @throws RetrogradError E_SHAPE */
export function zip(a: Tensor, b: Tensor, f: (a: number, b: number) => number): Tensor {
  checkSameShape("zip", a, b);
  requireFunction("zip", "f", f);
  // on copies, as map
  const [left, right] = [bufferOf(a).slice(), bufferOf(b).slice()];
  for (let i = 0; i < left.length; i++) left[i] = f(left[i], right[i]);
  const y = newTensor(a.engine, a.dtype, a.shape);
  bufferOf(y).set(left);
  return y;
}

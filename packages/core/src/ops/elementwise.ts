import type { BinaryFunction, UnaryFunction } from "../engine.js";
import { erf as referenceErf } from "../engines/reference/error-function.js";
import { bufferOf, newTensor, requireTensor, type Tensor } from "../tensor.js";
import { checkSameShape } from "./operands.js";

// The table of elementwise functions: one export, one operation. A new one is a row here and its code in
// assembly/unary.ts or assembly/binary.ts; then run `pnpm --filter @retrograd/core kernels`.

/** `y = -x`, any shape. */
export const negate = unary({ name: "negate", code: 0, costly: false, reference: (x) => -x });

/** `y = e^x`, any shape. */
export const exp = unary({ name: "exp", code: 1, costly: true, reference: Math.exp });

/** `y = ln x`, any shape. */
export const log = unary({ name: "log", code: 2, costly: true, reference: Math.log });

/** `y = tanh x`, any shape. */
export const tanh = unary({ name: "tanh", code: 3, costly: true, reference: Math.tanh });

/** `y = x^2`, any shape. */
export const square = unary({ name: "square", code: 4, costly: false, reference: (x) => x * x });

/** `y = x where x > 0, else 0`, any shape. NaN stays NaN. */
export const relu = unary({
  name: "relu",
  code: 5,
  costly: false,
  reference: (x) => (x > 0 || Number.isNaN(x) ? x : 0),
});

/** `y = 1 / (1 + e^-x)`, any shape. Does not overflow, whatever x is. */
export const sigmoid = unary({
  name: "sigmoid",
  code: 6,
  costly: true,
  reference: (x) => {
    // exp of a negative number only, so it cannot overflow
    const e = Math.exp(-Math.abs(x));
    return x >= 0 ? 1 / (1 + e) : e / (1 + e);
  },
});

/** The error function `y = 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x`, any shape. */
export const erf = unary({ name: "erf", code: 7, costly: true, reference: referenceErf });

/** `y = a + b`, equal shapes. @throws RetrogradError E_SHAPE */
export const add = binary({ name: "add", code: 0, reference: (a, b) => a + b });

/** `y = a - b`, equal shapes. @throws RetrogradError E_SHAPE */
export const subtract = binary({ name: "subtract", code: 1, reference: (a, b) => a - b });

/** `y = a b`, element by element, equal shapes. @throws RetrogradError E_SHAPE */
export const multiply = binary({ name: "multiply", code: 2, reference: (a, b) => a * b });

/** `y = a / b`, element by element, equal shapes. @throws RetrogradError E_SHAPE */
export const divide = binary({ name: "divide", code: 3, reference: (a, b) => a / b });

/** Gradient of relu: `dx = dy where x > 0, else 0`. dy, x: equal shapes. @throws RetrogradError E_SHAPE */
export const reluGradient = binary({
  name: "reluGradient",
  code: 4,
  reference: (dy, x) => (x > 0 ? dy : 0),
});

/** Gradient of sigmoid: `dx = dy y (1 - y)`. dy, y: equal shapes, y the output. @throws RetrogradError E_SHAPE */
export const sigmoidGradient = binary({
  name: "sigmoidGradient",
  code: 5,
  reference: (dy, y) => dy * y * (1 - y),
});

/** The operation of a function of one operand. */
function unary(f: UnaryFunction): (x: Tensor) => Tensor {
  const operation = (x: Tensor): Tensor => {
    requireTensor(f.name, "x", x);
    const y = newTensor(x.engine, x.dtype, x.shape);
    x.engine.kernels.unary(f, bufferOf(y), bufferOf(x));
    return y;
  };
  return Object.defineProperty(operation, "name", { value: f.name });
}

/** The operation of a function of two operands of one shape. */
function binary(f: BinaryFunction): (a: Tensor, b: Tensor) => Tensor {
  const operation = (a: Tensor, b: Tensor): Tensor => {
    checkSameShape(f.name, a, b);
    const y = newTensor(a.engine, a.dtype, a.shape);
    a.engine.kernels.binary(f, bufferOf(y), bufferOf(a), bufferOf(b));
    return y;
  };
  return Object.defineProperty(operation, "name", { value: f.name });
}

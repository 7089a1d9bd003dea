import type { BinaryFunction, UnaryFunction } from "../engine.js";
import { erf as referenceErf } from "../engines/reference/error-function.js";
import { cos as referenceCos, sin as referenceSin } from "../engines/reference/sine.js";
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

/** `y = |x|`, any shape. */
export const abs = unary({ name: "abs", code: 8, costly: false, reference: Math.abs });

/** `y = 1 where x > 0, -1 where x < 0`, else x itself: 0, -0 and NaN stay. Any shape. */
export const sign = unary({ name: "sign", code: 9, costly: false, reference: Math.sign });

/** `y = sqrt(x)`, any shape. NaN below 0. */
export const sqrt = unary({ name: "sqrt", code: 10, costly: false, reference: Math.sqrt });

/** `y = 1 / sqrt(x)`, any shape. */
export const rsqrt = unary({ name: "rsqrt", code: 11, costly: false, reference: (x) => 1 / Math.sqrt(x) });

/** `y = 1 / x`, any shape. */
export const reciprocal = unary({ name: "reciprocal", code: 12, costly: false, reference: (x) => 1 / x });

/** `y = ln(1 + x)`, any shape. Exact for x near 0, where `log` of the sum is not. */
export const log1p = unary({ name: "log1p", code: 13, costly: true, reference: Math.log1p });

/** `y = e^x - 1`, any shape. Exact for x near 0, where the difference is not. */
export const expm1 = unary({ name: "expm1", code: 14, costly: true, reference: Math.expm1 });

/** `y = ln(1 + e^x) = max(x, 0) + ln(1 + e^-|x|)`, any shape. Does not overflow, whatever x is. Its derivative is sigmoid. */
export const softplus = unary({
  name: "softplus",
  code: 15,
  costly: true,
  reference: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
});

/** `y = sin x`, x in radians, any shape. NaN at the infinities. */
export const sin = unary({ name: "sin", code: 16, costly: true, reference: referenceSin });

/** `y = cos x`, x in radians, any shape. NaN at the infinities. */
export const cos = unary({ name: "cos", code: 17, costly: true, reference: referenceCos });

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

/** The larger of both, element by element: `y = max(a, b)`, equal shapes. NaN where one of them is NaN; b where they are
 *  equal, which counts for 0 and -0 only.
 *  @throws RetrogradError E_SHAPE */
export const maximum = binary({
  name: "maximum",
  code: 6,
  reference: (a, b) => (a > b || Number.isNaN(a) ? a : b),
});

/** The smaller of both, element by element: `y = min(a, b)`, equal shapes. NaN where one of them is NaN; b where they are
 *  equal, which counts for 0 and -0 only.
 *  @throws RetrogradError E_SHAPE */
export const minimum = binary({
  name: "minimum",
  code: 7,
  reference: (a, b) => (a < b || Number.isNaN(a) ? a : b),
});

/** `y = 1 where a > b, else 0`, equal shapes. 0 where one of them is NaN. @throws RetrogradError E_SHAPE */
export const greater = binary({ name: "greater", code: 8, reference: (a, b) => (a > b ? 1 : 0) });

/** Gradient of tanh: `dx = dy (1 - y^2)`. dy, y: equal shapes, y the output. @throws RetrogradError E_SHAPE */
export const tanhGradient = binary({
  name: "tanhGradient",
  code: 9,
  reference: (dy, y) => dy * (1 - y * y),
});

/** Gradient of SiLU, `y = x sigmoid(x)`: `dx = dy s (1 + x (1 - s))` with `s = sigmoid(x)`. dy, x: equal shapes.
 *  @throws RetrogradError E_SHAPE */
export const siluGradient = binary({
  name: "siluGradient",
  code: 10,
  costly: true,
  reference: (dy, x) => {
    // exp of a negative number only, so it cannot overflow
    const e = Math.exp(-Math.abs(x));
    const s = (x < 0 ? e : 1) / (1 + e);
    return dy * (s * (1 + x * (1 - s)));
  },
});

/** Gradient of GELU, `y = x Phi(x)`: `dx = dy (Phi(x) + x phi(x))`, with the distribution function Phi and the density phi of
 *  the standard normal distribution. dy, x: equal shapes. @throws RetrogradError E_SHAPE */
export const geluGradient = binary({
  name: "geluGradient",
  code: 11,
  costly: true,
  reference: (dy, x) => {
    const distribution = 0.5 * (1 + referenceErf(x * Math.SQRT1_2));
    const density = Math.exp(-0.5 * (x * x)) / Math.sqrt(2 * Math.PI);
    return dy * (distribution + x * density);
  },
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

/** An elementwise operation of two tensors of one shape. */
export interface BinaryOperation {
  (a: Tensor, b: Tensor): Tensor;
  /** Its function, for the operations that take one. */
  readonly definition: BinaryFunction;
}

/** The operation of a function of two operands of one shape. */
function binary(f: BinaryFunction): BinaryOperation {
  const operation = (a: Tensor, b: Tensor): Tensor => {
    checkSameShape(f.name, a, b);
    const y = newTensor(a.engine, a.dtype, a.shape);
    a.engine.kernels.binary(f, bufferOf(y), bufferOf(a), bufferOf(b));
    return y;
  };
  Object.defineProperty(operation, "name", { value: f.name });
  return Object.assign(operation, { definition: f });
}

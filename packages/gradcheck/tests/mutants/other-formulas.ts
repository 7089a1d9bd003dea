import {
  add,
  addScalar,
  clip,
  erf,
  map,
  multiply,
  reshape,
  scale,
  sigmoid,
  softplus,
  subtract,
  sum,
  type Tensor,
  tanh,
  zip,
} from "@retrograd/core";
import { dx, type FormulaMutant, gradients } from "./formula.js";
import { rewritten } from "./piece.js";

const wrong = (
  operator: string,
  what: string,
  codes: readonly string[],
  mistake: FormulaMutant["mistake"],
) => ({
  operator,
  what,
  codes,
  mistake,
});

/** dx by a slope that depends on x and y alone. */
const bySlope = (slope: (x: number, y: number) => number) =>
  dx((dy, { x, y }) => rewritten(dy, (d, i) => d * slope(x.data[i], y.data[i])));

const normal = (x: Tensor) => scale(addScalar(erf(scale(x, Math.SQRT1_2)), 1), 0.5);

/** The slope of Gelu by tanh. */
const slopeByTanh = (x: number) => {
  const rate = Math.sqrt(2 / Math.PI);
  const t = Math.tanh(rate * (x + 0.044715 * x ** 3));
  return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * rate * (1 + 3 * 0.044715 * x * x);
};

/** Mistakes that are typical of a layer or loss which is not of the book. */
export const otherFormulas: Readonly<Record<string, readonly FormulaMutant[]>> = {
  Tanh: [
    wrong(
      "missing term",
      "dx = dy (1 - y)",
      ["unknown"],
      bySlope((_x, y) => 1 - y),
    ),
    wrong(
      "wrong operand",
      "dx = dy (1 - x^2)",
      ["unknown"],
      bySlope((x) => 1 - x * x),
    ),
    wrong(
      "wrong operand",
      "the derivative of sigmoid, y (1 - y)",
      ["unknown"],
      bySlope((_x, y) => y * (1 - y)),
    ),
  ],
  LeakyRelu: [
    wrong(
      "wrong mask",
      "stops what is negative, as Relu does",
      ["wrong-mask"],
      bySlope((x) => (x > 0 ? 1 : 0)),
    ),
  ],
  Prelu: [
    wrong(
      "wrong operand",
      "dslope from the positive side",
      ["unknown", "constant-factor"],
      gradients((dy, { x, right }) => ({
        slope: rewritten(right.slope as Tensor, () => sum(multiply(dy, clip(x, 0, Infinity)))),
      })),
    ),
  ],
  Elu: [
    wrong(
      "missing term",
      "dx = dy y below 0",
      ["unknown"],
      bySlope((x, y) => (x > 0 ? 1 : y)),
    ),
  ],
  Selu: [
    wrong(
      "missing term",
      "the gain forgotten above 0",
      ["unknown"],
      bySlope((x, y) => (x > 0 ? 1 : y + 1.7580993408473766)),
    ),
  ],
  Gelu: [
    wrong(
      "missing term",
      "dx = dy Phi(x)",
      ["unknown"],
      dx((dy, { x }) => multiply(dy, normal(x))),
    ),
    wrong(
      "wrong operand",
      "the derivative of the tanh form",
      ["approximation", "unknown"],
      bySlope(slopeByTanh),
    ),
  ],
  Silu: [
    wrong(
      "missing term",
      "dx = dy s",
      ["unknown"],
      dx((dy, { x }) => multiply(dy, sigmoid(x))),
    ),
  ],
  Mish: [
    wrong(
      "missing term",
      "dx = dy t",
      ["unknown"],
      dx((dy, { x }) => multiply(dy, tanh(softplus(x)))),
    ),
  ],
  Softplus: [
    wrong(
      "wrong operand",
      "sigmoid of y for sigmoid of x",
      ["slope-of-output", "unknown"],
      dx((dy, { y }) => multiply(dy, sigmoid(y))),
    ),
  ],
  HardTanh: [
    wrong(
      "wrong mask",
      "no mask",
      ["wrong-mask"],
      bySlope(() => 1),
    ),
    wrong(
      "wrong mask",
      "the lower end alone",
      ["wrong-mask"],
      bySlope((x) => (x > -1 ? 1 : 0)),
    ),
  ],
  HardSigmoid: [
    wrong(
      "factor",
      "the slope 1 for 1/6",
      ["constant-factor"],
      dx((_dy, { right }) => scale(right.x as Tensor, 6)),
    ),
  ],
  HardSwish: [
    wrong(
      "missing term",
      "dx = dy h",
      ["unknown"],
      bySlope((x) => Math.min(6, Math.max(0, x + 3)) / 6),
    ),
  ],
  Softmax: [
    wrong(
      "missing term",
      "the diagonal of the Jacobian alone",
      ["accumulation", "unknown"],
      bySlope((_x, y) => y * (1 - y)),
    ),
    wrong(
      "missing term",
      "dx = dy y",
      ["unknown"],
      bySlope((_x, y) => y),
    ),
  ],
  Dropout: [
    wrong(
      "wrong mask",
      "no mask in backward",
      ["unknown", "wrong-mask"],
      dx((dy) => dy),
    ),
    wrong(
      "factor",
      "1 / (1 - rate) in forward alone",
      ["constant-factor"],
      dx((_dy, { right }) => scale(right.x as Tensor, 0.5)),
    ),
  ],
  Permute: [
    wrong(
      "transposed",
      "dy in the shape of x, in the same order",
      ["misplaced", "transposed", "unknown"],
      dx((dy, { x }) => reshape(dy, x.shape)),
    ),
  ],
  MeanSquared: [
    wrong(
      "wrong axis",
      "mean over the rows alone",
      ["missing-mean", "constant-factor"],
      dx((_dy, { right, x }) => scale(right.x as Tensor, x.shape[1] ?? 1)),
    ),
  ],
  MeanAbsolute: [
    wrong(
      "wrong operand",
      "the sign of x",
      ["unknown", "sign", "wrong-mask"],
      dx((_dy, { x }) => map(x, (v) => Math.sign(v) / x.size)),
    ),
  ],
  Huber: [
    wrong(
      "missing term",
      "the squared error's x - t, not cut off",
      ["unknown"],
      dx((_dy, { x, t }) => scale(subtract(x, t as Tensor), 1 / x.size)),
    ),
  ],
  Poisson: [
    wrong(
      "missing term",
      "x - t for e^x - t",
      ["unknown"],
      dx((_dy, { x, t }) => scale(subtract(x, t as Tensor), 1 / x.size)),
    ),
  ],
  SigmoidWithLoss: [
    wrong(
      "missing mean",
      "dx = y - t",
      ["constant-factor", "missing-mean"],
      dx((_dy, { y, t }) => subtract(y, t as Tensor)),
    ),
    wrong(
      "wrong operand",
      "the derivative through one more sigmoid",
      ["unknown"],
      dx((_dy, { right, y }) => zip(right.x as Tensor, y, (d, p) => d * p * (1 - p))),
    ),
  ],
  KlDivergence: [
    wrong(
      "missing term",
      "dx = y / N",
      ["unknown"],
      dx((_dy, { y, rows }) => scale(y, 1 / rows)),
    ),
    wrong(
      "sign",
      "dx = (y + t) / N",
      ["unknown"],
      dx((_dy, { y, t, rows }) => scale(add(y, t as Tensor), 1 / rows)),
    ),
  ],
};

import {
  add,
  divide,
  map,
  matmul,
  multiply,
  scale,
  softmax,
  square,
  subtract,
  sumRows,
  type Tensor,
  zip,
} from "@retrograd/core";
import { dx, type FormulaMutant, gradients, output, type Parts } from "./formula.js";
import type { Mutant } from "./mutant.js";
import { otherFormulas } from "./other-formulas.js";
import { rewritten } from "./piece.js";
import { subject, width } from "./subjects.js";

/** The sum over each row instead of over each column, for as many rows as columns. */
function sumColumns(dy: Tensor): Tensor {
  const [rows, columns] = dy.shape;
  const sums = Array.from({ length: rows }, (_, row) => {
    return Array.from(dy.data)
      .slice(row * columns, (row + 1) * columns)
      .reduce((sum, value) => sum + value, 0);
  });
  return rewritten(sumRows(dy), (_, i) => sums[i]);
}

/** One-hot rows of class indices. */
const oneHot = ({ y, t }: Parts): Tensor => {
  const [, classes] = y.shape;
  return rewritten(y, (_, i) => (t?.data[Math.floor(i / classes)] === i % classes ? 1 : 0));
};

/** Softmax over the batch instead of over the classes. */
function softmaxOfColumns(x: Tensor): Tensor {
  const [, columns] = x.shape;
  const powers = map(x, Math.exp);
  const sums = sumRows(powers).data;
  return rewritten(powers, (value, i) => value / sums[i % columns]);
}

const formulas: Readonly<Record<string, readonly FormulaMutant[]>> = {
  Affine: [
    {
      operator: "transposed",
      what: "dW = dy^T x",
      codes: ["transposed"],
      mistake: gradients((dy, { x }) => ({ W: matmul(dy, x, { transposeA: true }) })),
    },
    {
      operator: "transposed",
      what: "dx = dy W",
      codes: ["transposed"],
      mistake: dx((dy, { params }) => matmul(dy, params.W)),
    },
    {
      operator: "wrong axis",
      what: "db = sum of dy over the units",
      codes: ["unknown"],
      batch: width,
      mistake: gradients((dy) => ({ b: sumColumns(dy) })),
    },
    {
      operator: "extra mean",
      what: "db = mean of dy over the batch",
      codes: ["extra-mean"],
      mistake: gradients((_dy, { right, rows }) => ({ b: scale(right.b as Tensor, 1 / rows) })),
    },
    {
      operator: "missing term",
      what: "weight decay in dW that the loss does not have",
      codes: ["unknown", "nonlinear"],
      mistake: gradients((_dy, { right, params }) => ({ W: add(right.W as Tensor, scale(params.W, 1e-3)) })),
    },
    {
      operator: "missing term",
      what: "y = x W^2 + b, backward of x W + b",
      codes: ["unknown"],
      mistake: output(({ x, params }, { y }) => {
        return { y: add(y, subtract(matmul(x, square(params.W)), matmul(x, params.W))) };
      }),
    },
    {
      operator: "missing term",
      what: "b left out of y, not of backward",
      codes: ["unknown"],
      mistake: output(({ x, params }) => ({ y: matmul(x, params.W) })),
    },
    {
      operator: "wrong operand",
      what: "dW = y^T dy",
      codes: ["unknown"],
      mistake: gradients((dy, { y }) => ({ W: matmul(y, dy, { transposeA: true }) })),
    },
    {
      operator: "one element",
      what: "dW[0, 0] of the right size, but 0",
      codes: ["element"],
      mistake: gradients((_dy, { right }) => {
        return { W: rewritten(right.W as Tensor, (value, i) => (i === 0 ? 0 : value)) };
      }),
    },
    {
      operator: "one element",
      what: "of 10,000 in dW, 1% too large",
      codes: ["element"],
      width: 100,
      mistake: gradients((_dy, { right }) => {
        return { W: rewritten(right.W as Tensor, (value, i) => (i === 4711 ? 1.01 * value : value)) };
      }),
    },
  ],
  Relu: [
    {
      operator: "wrong mask",
      what: "the mask inverted",
      codes: ["wrong-mask"],
      mistake: dx((dy, { x }) => zip(dy, x, (d, v) => (v > 0 ? 0 : d))),
    },
    {
      operator: "wrong mask",
      what: "no mask",
      codes: ["wrong-mask"],
      mistake: dx((dy) => dy),
    },
    {
      operator: "wrong mask",
      what: "of dy instead of x",
      codes: ["wrong-mask"],
      mistake: dx((dy) => map(dy, (d) => Math.max(d, 0))),
    },
    {
      operator: "wrong mask",
      what: "of dy in addition to that of x, guided backpropagation",
      codes: ["wrong-mask"],
      mistake: dx((dy, { x }) => zip(dy, x, (d, v) => (v > 0 && d > 0 ? d : 0))),
    },
    {
      operator: "wrong mask",
      what: "x > 1/4",
      codes: ["wrong-mask"],
      mistake: dx((dy, { x }) => zip(dy, x, (d, v) => (v > 0.25 ? d : 0))),
    },
    {
      operator: "missing term",
      what: "a leak of 0.01 in backward alone",
      codes: ["wrong-mask", "unknown"],
      mistake: dx((dy, { x }) => zip(dy, x, (d, v) => (v > 0 ? d : 0.01 * d))),
    },
    {
      operator: "wrong mask",
      what: "of y instead of x",
      codes: [],
      equivalent: "y > 0 exactly where x > 0",
      mistake: dx((dy, { y }) => zip(dy, y, (d, v) => (v > 0 ? d : 0))),
    },
    {
      operator: "wrong mask",
      what: "x >= 0",
      codes: [],
      equivalent: "differs at x = 0 alone, where 1 is a subgradient as well as 0",
      mistake: dx((dy, { x }) => zip(dy, x, (d, v) => (v >= 0 ? d : 0))),
    },
  ],
  Sigmoid: [
    {
      operator: "missing term",
      what: "dx = dy y",
      codes: ["unknown"],
      mistake: dx((dy, { y }) => multiply(dy, y)),
    },
    {
      operator: "missing term",
      what: "dx = dy (1 - y)",
      codes: ["unknown"],
      mistake: dx((dy, { y }) => zip(dy, y, (d, v) => d * (1 - v))),
    },
    {
      operator: "missing term",
      what: "dx = dy",
      codes: ["unknown"],
      mistake: dx((dy) => dy),
    },
    {
      operator: "sign",
      what: "dx = dy y (1 + y)",
      codes: ["unknown"],
      mistake: dx((dy, { y }) => zip(dy, y, (d, v) => d * v * (1 + v))),
    },
    {
      operator: "wrong operand",
      what: "dx = dy x (1 - x)",
      codes: ["unknown"],
      mistake: dx((dy, { x }) => zip(dy, x, (d, v) => d * v * (1 - v))),
    },
    {
      operator: "wrong operand",
      what: "the derivative of tanh, 1 - y^2",
      codes: ["unknown"],
      mistake: dx((dy, { y }) => zip(dy, y, (d, v) => d * (1 - v * v))),
    },
    {
      operator: "missing term",
      what: "y = 1 / (1 + e^-2x), backward of 1 / (1 + e^-x)",
      codes: ["unknown"],
      mistake: output(({ x }) => ({ y: map(x, (v) => 1 / (1 + Math.exp(-2 * v))) })),
    },
  ],
  SoftmaxWithLoss: [
    {
      operator: "missing term",
      what: "dx = y / N",
      codes: ["unknown"],
      mistake: dx((_dy, { y, rows }) => scale(y, 1 / rows)),
    },
    {
      operator: "missing term",
      what: "dx = -t / N",
      codes: ["unknown"],
      mistake: dx((_dy, parts) => scale(oneHot(parts), -1 / parts.rows)),
    },
    {
      operator: "missing mean",
      what: "dx = y - t",
      codes: ["missing-mean"],
      mistake: dx((_dy, parts) => subtract(parts.y, oneHot(parts))),
    },
    {
      operator: "extra mean",
      what: "dx = (y - t) / N^2",
      codes: ["extra-mean"],
      mistake: dx((_dy, { right, rows }) => scale(right.x as Tensor, 1 / rows)),
    },
    {
      operator: "wrong axis",
      what: "dx of a softmax over the batch",
      codes: ["unknown"],
      batch: width,
      mistake: dx((_dy, parts) => {
        return scale(subtract(softmaxOfColumns(parts.x), oneHot(parts)), 1 / parts.rows);
      }),
    },
    {
      operator: "wrong axis",
      what: "mean over the classes instead of the batch",
      codes: ["constant-factor"],
      mistake: dx((_dy, { right, y, rows }) => scale(right.x as Tensor, rows / (y.shape[1] ?? 1))),
    },
    {
      operator: "smoothed loss",
      what: "log(y + 1e-7), backward of log y",
      codes: ["smoothed-loss"],
      mistake: output(({ x, t }) => ({ loss: smoothed(x, t, 1e-7) })),
    },
    {
      operator: "smoothed loss",
      what: "log(y + 1e-4), backward of log y",
      codes: ["smoothed-loss"],
      mistake: output(({ x, t }) => ({ loss: smoothed(x, t, 1e-4) })),
    },
    {
      operator: "wrong operand",
      what: "targets moved by one class",
      codes: ["unknown", "misplaced"],
      mistake: dx((_dy, parts) => {
        const t = parts.t === undefined ? undefined : map(parts.t, (index) => (index + 1) % width);
        return scale(subtract(parts.y, oneHot({ ...parts, ...(t && { t }) })), 1 / parts.rows);
      }),
    },
    {
      operator: "wrong operand",
      what: "the derivative through one more softmax",
      codes: ["unknown"],
      mistake: dx((_dy, parts) => scale(subtract(softmax(parts.y), oneHot(parts)), 1 / parts.rows)),
    },
  ],
  IdentityWithLoss: [
    {
      operator: "missing mean",
      what: "dx = x - t",
      codes: ["missing-mean"],
      mistake: dx((_dy, { x, t }) => subtract(x, t as Tensor)),
    },
    {
      operator: "factor",
      what: "dx = 2 (x - t) / N",
      codes: ["constant-factor"],
      mistake: dx((_dy, { x, t, rows }) => scale(subtract(x, t as Tensor), 2 / rows)),
    },
    {
      operator: "sign",
      what: "dx = (t - x) / N",
      codes: ["sign"],
      mistake: dx((_dy, { x, t, rows }) => scale(subtract(t as Tensor, x), 1 / rows)),
    },
    {
      operator: "missing term",
      what: "dx = x / N",
      codes: ["unknown"],
      mistake: dx((_dy, { x, rows }) => scale(x, 1 / rows)),
    },
    {
      operator: "wrong axis",
      what: "mean over all elements instead of the batch",
      codes: ["extra-mean"],
      mistake: dx((_dy, { x, right }) => scale(right.x as Tensor, 1 / (x.shape[1] ?? 1))),
    },
    {
      operator: "wrong operand",
      what: "the absolute error's sign",
      codes: ["unknown"],
      mistake: dx((_dy, { x, t, rows }) => {
        const error = subtract(x, t as Tensor);
        return scale(divide(error, map(error, Math.abs)), 1 / rows);
      }),
    },
  ],
};

/** Cross entropy with a number added to each probability, like in the book. */
function smoothed(x: Tensor, t: Tensor | undefined, by: number): number {
  const y = softmax(x);
  const [rows, classes] = y.shape;
  let loss = 0;
  for (let row = 0; row < rows; row++) loss -= Math.log(y.data[row * classes + (t?.data[row] ?? 0)] + by);
  return loss / rows;
}

/** Mistakes written by hand, for each layer and loss. */
export const formulaMutants: readonly Mutant[] = Object.entries({ ...formulas, ...otherFormulas }).flatMap(
  ([type, mutants]) =>
    mutants.map(({ width: units, ...mutant }) => {
      const place = units === undefined ? {} : { width: units, options: { units } };
      return { ...mutant, subject: { ...subject(type), ...place } };
    }),
);

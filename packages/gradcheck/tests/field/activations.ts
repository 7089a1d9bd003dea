import type { FieldMistake } from "./field-mistake.js";
import { type Row, rowLayer, total } from "./rows.js";

const logistic = (v: number) => 1 / (1 + Math.exp(-v));

/** A function of each number, with its derivative, right or wrong. */
function activation(
  f: (v: number) => number,
  right: (v: number, y: number) => number,
  wrong: (v: number, y: number) => number,
  branch?: (v: number) => number,
): FieldMistake["piece"] {
  return (isWrong) =>
    rowLayer({
      ...(branch === undefined ? {} : { branches: (x: Row) => x.map(branch) }),
      forward(x) {
        const y = x.map(f);
        const slope = isWrong ? wrong : right;
        return { y, back: (dy) => ({ dx: dy.map((d, i) => d * slope(x[i], y[i])) }) };
      },
    });
}

const side = (v: number) => (v > 0 ? 1 : 0);

/** Mistakes in functions of one number, and in softmax. */
export const activations: readonly FieldMistake[] = [
  {
    layer: "ISRLU",
    mistake: "returns its own slope and forgets dy",
    seen: ["pytorch/pytorch/issues/4355"],
    codes: ["nonlinear", "stale-cache"],
    piece: (wrong) =>
      rowLayer({
        branches: (x) => x.map(side),
        forward(x) {
          const root = x.map((v) => 1 / Math.sqrt(1 + Math.min(v, 0) ** 2));
          return {
            y: x.map((v, i) => v * root[i]),
            back: (dy) => ({ dx: dy.map((d, i) => (wrong ? 1 : d) * root[i] ** 3) }),
          };
        },
      }),
  },
  {
    layer: "LeakyRelu",
    mistake: "stops what is negative, as Relu does",
    codes: ["wrong-mask"],
    piece: activation(
      (v) => (v > 0 ? v : 0.1 * v),
      (v) => (v > 0 ? 1 : 0.1),
      side,
      side,
    ),
  },
  {
    layer: "ELU",
    mistake: "y + 1 for y + alpha on the negative side",
    codes: ["unknown"],
    piece: activation(
      (v) => (v > 0 ? v : 0.5 * Math.expm1(v)),
      (v, y) => (v > 0 ? 1 : y + 0.5),
      (v, y) => (v > 0 ? 1 : y + 1),
      side,
    ),
  },
  {
    layer: "Relu6",
    mistake: "lets through what is above 6",
    codes: ["input-range"],
    piece: activation(
      (v) => Math.min(Math.max(v, 0), 6),
      (v) => (v > 0 && v < 6 ? 1 : 0),
      side,
      (v) => (v > 6 ? 2 : side(v)),
    ),
  },
  {
    layer: "Clamp to -1..1",
    mistake: "straight through",
    codes: ["wrong-mask"],
    piece: activation(
      (v) => Math.max(-1, Math.min(v, 1)),
      (v) => (Math.abs(v) < 1 ? 1 : 0),
      () => 1,
      (v) => (v > 1 ? 2 : v > -1 ? 1 : 0),
    ),
  },
  {
    layer: "Abs",
    mistake: "sign of y for sign of x",
    codes: ["slope-of-output"],
    piece: activation(Math.abs, Math.sign, (_v, y) => Math.sign(y), side),
  },
  {
    layer: "GELU",
    mistake: "the tanh form in forward, the derivative of the exact one",
    codes: ["approximation"],
    piece: activation(
      (v) => 0.5 * v * (1 + Math.tanh(gelu(v))),
      (v) => {
        const t = Math.tanh(gelu(v));
        return 0.5 * (1 + t) + 0.5 * v * (1 - t * t) * Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * v * v);
      },
      (v) => 0.5 * (1 + Math.tanh(gelu(v))) + (v * Math.exp((-v * v) / 2)) / Math.sqrt(2 * Math.PI),
    ),
  },
  {
    layer: "Softplus",
    mistake: "sigmoid of y for sigmoid of x",
    codes: ["slope-of-output"],
    piece: activation(
      (v) => Math.log1p(Math.exp(v)),
      logistic,
      (_v, y) => logistic(y),
    ),
  },
  {
    layer: "Softplus",
    mistake: "linear above 5 in forward alone",
    codes: ["input-range"],
    piece: activation(
      (v) => (v > 5 ? v : Math.log1p(Math.exp(v))),
      (v) => (v > 5 ? 1 : logistic(v)),
      (v) => (v > 5 ? 0 : logistic(v)),
    ),
  },
  {
    layer: "Sigmoid",
    mistake: "clipped to 0 and 1 beyond 8, in backward alone",
    codes: ["input-range"],
    piece: activation(
      (v) => 3 * logistic(v / 4),
      (v) => 0.75 * logistic(v / 4) * (1 - logistic(v / 4)),
      (v) => (Math.abs(v) > 8 ? 0 : 0.75 * logistic(v / 4) * (1 - logistic(v / 4))),
    ),
  },
  {
    layer: "Sqrt of the positive part",
    mistake: "0 / 0 where it is masked",
    seen: ["pytorch/pytorch/issues/4132", "ml-explore/mlx/issues/3692"],
    codes: ["not-finite"],
    piece: activation(
      (v) => Math.sqrt(Math.max(v, 0)),
      (v, y) => (v > 0 ? 0.5 / y : 0),
      (v, y) => (v > 0 ? 0.5 : 0) / y,
    ),
  },
  {
    layer: "Norm of a row",
    mistake: "0 / 0 at a row of zeros",
    seen: ["pytorch/pytorch/issues/2421"],
    codes: ["not-finite"],
    piece: (wrong) =>
      rowLayer({
        out: 1,
        forward(x) {
          const y = Math.sqrt(total(x.map((v) => v * v)));
          return { y: [y], back: ([d]) => ({ dx: x.map((v) => (y === 0 && !wrong ? 0 : (d * v) / y)) }) };
        },
      }),
  },
  {
    layer: "PReLU",
    mistake: "the slope's gradient from the positive side",
    codes: ["unknown", "wrong-mask", "missing-sum"],
    piece: (wrong) =>
      rowLayer({
        params: { a: 6 },
        branches: (x) => x.map(side),
        forward: (x, { a }) => ({
          y: x.map((v, i) => (v > 0 ? v : a[i] * v)),
          back: (dy) => ({
            dx: dy.map((d, i) => (x[i] > 0 ? d : a[i] * d)),
            a: dy.map((d, i) => (x[i] > 0 === wrong ? d * x[i] : 0)),
          }),
        }),
      }),
  },
  {
    layer: "Softmax",
    mistake: "the diagonal of the Jacobian alone, dx = dy y (1 - y)",
    codes: ["accumulation"],
    piece: softmaxLayer((y, dy) => dy.map((d, i) => d * y[i] * (1 - y[i]))),
  },
  {
    layer: "LogSoftmax",
    mistake: "dx = dy - y, as if dy summed to 1",
    codes: ["nonlinear"],
    piece: logSoftmaxLayer((y, dy) => dy.map((d, i) => d - Math.exp(y[i]))),
  },
  {
    layer: "LogSoftmax",
    mistake: "y itself for exp(y)",
    codes: ["unknown"],
    piece: logSoftmaxLayer((y, dy) => dy.map((d, i) => d - y[i] * total(dy))),
  },
];

function gelu(v: number): number {
  return Math.sqrt(2 / Math.PI) * (v + 0.044715 * v ** 3);
}

function softmaxOf(x: Row): Row {
  const powers = x.map((v) => Math.exp(v - Math.max(...x)));
  return powers.map((p) => p / total(powers));
}

function softmaxLayer(wrongDx: (y: Row, dy: Row) => Row): FieldMistake["piece"] {
  return (wrong) =>
    rowLayer({
      forward(x) {
        const y = softmaxOf(x);
        const right = (dy: Row) => {
          const along = total(dy.map((d, i) => d * y[i]));
          return dy.map((d, i) => y[i] * (d - along));
        };
        return { y, back: (dy) => ({ dx: wrong ? wrongDx(y, dy) : right(dy) }) };
      },
    });
}

function logSoftmaxLayer(wrongDx: (y: Row, dy: Row) => Row): FieldMistake["piece"] {
  return (wrong) =>
    rowLayer({
      forward(x) {
        const y = softmaxOf(x).map(Math.log);
        const right = (dy: Row) => dy.map((d, i) => d - Math.exp(y[i]) * total(dy));
        return { y, back: (dy) => ({ dx: wrong ? wrongDx(y, dy) : right(dy) }) };
      },
    });
}

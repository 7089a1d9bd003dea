import { definePlugin } from "@retrograd/plugin";
import { definitionOf } from "./definition-of.js";
import type { Piece } from "./field/field-mistake.js";
import { batchLayer, dot, mean, type Row, rowLayer, total } from "./field/rows.js";

const columns = (rows: readonly Row[]): readonly Row[] =>
  (rows[0] ?? []).map((_, i) => rows.map((row) => row[i]));

/** (x - mean) / sqrt(variance + eps) of some numbers, and its way back. */
function normalised(x: Row) {
  const centre = mean(x);
  const deviation = Math.sqrt(mean(x.map((v) => (v - centre) ** 2)) + 1e-5);
  const y = x.map((v) => (v - centre) / deviation);
  const back = (dy: Row) => dy.map((d, i) => (d - mean(dy) - y[i] * (dot(dy, y) / y.length)) / deviation);
  return { y, back };
}

/** Normalises each column over the batch, then scales and shifts it. */
const batchNorm = (width: number): Piece =>
  batchLayer({
    out: width,
    params: { gamma: width, beta: width },
    mixesRows: true,
    forward(rows, { gamma, beta }) {
      const each = columns(rows).map(normalised);
      return {
        y: columns(each.map(({ y }, j) => y.map((v) => gamma[j] * v + beta[j]))),
        back: (dy) => ({
          dx: columns(columns(dy).map((d, j) => each[j].back(d.map((v) => v * gamma[j])))),
          gamma: columns(dy).map((d, j) => dot(d, each[j].y)),
          beta: columns(dy).map(total),
        }),
      };
    },
  });

/** Normalises each row, then scales and shifts its numbers. */
const layerNorm = (width: number): Piece =>
  rowLayer({
    out: width,
    params: { gamma: width, beta: width },
    forward(x, { gamma, beta }) {
      const { y, back } = normalised(x);
      return {
        y: y.map((v, j) => gamma[j] * v + beta[j]),
        back: (dy) => ({
          dx: back(dy.map((d, j) => d * gamma[j])),
          gamma: dy.map((d, j) => d * y[j]),
          beta: dy,
        }),
      };
    },
  });

/** exp(x) over its sum, and its way back. */
function softmax(x: Row) {
  const largest = Math.max(...x);
  const powers = x.map((v) => Math.exp(v - largest));
  const y = powers.map((v) => v / total(powers));
  return { y, back: (dy: Row) => dy.map((d, i) => y[i] * (d - dot(dy, y))) };
}

/** Self-attention over the numbers of a row, with a bias of the key, which softmax does not see. */
const attention = (width: number): Piece =>
  rowLayer({
    out: width,
    params: { q: 1, bq: 1, k: 1, bk: 1, v: 1, bv: 1 },
    forward(x, params) {
      const through = (weight: string, bias: string) =>
        x.map((one) => one * params[weight][0] + params[bias][0]);
      const [q, k, v] = [through("q", "bq"), through("k", "bk"), through("v", "bv")];
      const shares = q.map((one) => softmax(k.map((other) => one * other)));
      return {
        y: shares.map(({ y }) => dot(y, v)),
        back(dy) {
          const ds = shares.map(({ back }, i) => back(v.map((value) => dy[i] * value)));
          const dq = ds.map((row) => dot(row, k));
          const dk = columns(ds).map((column) => dot(column, q));
          const dv = columns(shares.map(({ y }) => y)).map((column) => dot(column, dy));
          return {
            dx: x.map((_, i) => dq[i] * params.q[0] + dk[i] * params.k[0] + dv[i] * params.v[0]),
            q: [dot(dq, x)],
            bq: [total(dq)],
            k: [dot(dk, x)],
            bk: [total(dk)],
            v: [dot(dv, x)],
            bv: [total(dv)],
          };
        },
      };
    },
  });

/** The larger of each number and the next, the first of equals. */
const maxPool = (width: number): Piece => {
  const at = (x: Row) => x.slice(0, Math.max(1, width - 1)).map((v, i) => ((x[i + 1] ?? v) > v ? i + 1 : i));
  return rowLayer({
    out: Math.max(1, width - 1),
    branches: at,
    forward(x) {
      const from = at(x);
      return {
        y: from.map((i) => x[i]),
        back(dy) {
          const dx = x.map(() => 0);
          for (const [k, i] of from.entries()) dx[i] += dy[k];
          return { dx };
        },
      };
    },
  });
};

/** y = x + tanh(w x): a way around. */
const residual = (width: number): Piece =>
  rowLayer({
    out: width,
    params: { w: width },
    forward(x, { w }) {
      const inner = x.map((v, i) => Math.tanh(w[i] * v));
      return {
        y: x.map((v, i) => v + inner[i]),
        back(dy) {
          const d = dy.map((one, i) => one * (1 - inner[i] ** 2));
          return { dx: dy.map((one, i) => one + d[i] * w[i]), w: d.map((one, i) => one * x[i]) };
        },
      };
    },
  });

/** y = x + s, one number for a whole row: a softmax after it does not see it. */
const shift = (width: number): Piece =>
  rowLayer({
    out: width,
    params: { s: 1 },
    forward: (x, { s }) => ({ y: x.map((v) => v + s[0]), back: (dy) => ({ dx: dy, s: [total(dy)] }) }),
  });

/** y = x / 10,000: all that stands before it counts that much less. */
const faint = (width: number): Piece =>
  rowLayer({
    out: width,
    forward: (x) => ({ y: x.map((v) => v * 1e-4), back: (dy) => ({ dx: dy.map((v) => v * 1e-4) }) }),
  });

/** Layers that are right, and have in them what a checker may take for a mistake: gradients that are 0 whatever the
 *  numbers, gradients that cancel, ties, kinks, chance, and changes too small to be seen. */
export const rightLayers = definePlugin({
  name: "right",
  layers: [
    definitionOf("BatchNorm", batchNorm),
    definitionOf("LayerNorm", layerNorm),
    definitionOf("Attention", attention),
    definitionOf("MaxPool", maxPool),
    definitionOf("Residual", residual),
    definitionOf("Shift", shift),
    definitionOf("Faint", faint),
  ],
});

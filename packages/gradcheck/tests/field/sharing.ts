import { bufferOf, scale, type Tensor, zeros } from "@retrograd/core";
import type { Layer } from "@retrograd/plugin";
import type { FieldMistake } from "./field-mistake.js";
import { batchLayer, dot, mean, type Row, rowLayer, total } from "./rows.js";

// fewer words than rows, so that one occurs twice
const vocabulary = 2;
const wordOf = ([v]: Row) => Math.abs(Math.round(3 * v)) % vocabulary;

/** A table of 2 rows of 3; each row of x picks one by its first number, and adds the next three. */
function embedding(wrongly: (words: Row, dy: readonly Row[], right: number[]) => Row): FieldMistake["piece"] {
  return (wrong) =>
    batchLayer({
      out: 3,
      params: { table: 3 * vocabulary },
      branches: (rows) => rows.map(wordOf),
      forward(rows, { table }) {
        const words = rows.map(wordOf);
        return {
          y: rows.map((x, r) => table.slice(3 * words[r], 3 * words[r] + 3).map((v, i) => v + x[i + 1])),
          back(dy) {
            const sums = new Array<number>(3 * vocabulary).fill(0);
            for (const [r, word] of words.entries())
              for (const [i, d] of dy[r].entries()) sums[3 * word + i] += d;
            return {
              dx: dy.map(([a, b, c]) => [0, a, b, c, 0, 0]),
              table: wrong ? wrongly(words, dy, sums) : sums,
            };
          },
        };
      },
    });
}

/** y = W2 tanh(w x): two uses of one weight in a row, h = tanh(w x), y = tanh(w h). */
function recurrent(
  back: (parts: { x: Row; h: Row; y: Row; w: Row; dy: Row }) => { readonly dx: Row; readonly w: Row },
): FieldMistake["piece"] {
  return (wrong) =>
    rowLayer({
      params: { w: 6 },
      forward(x, { w }) {
        const h = x.map((v, i) => Math.tanh(w[i] * v));
        const y = h.map((v, i) => Math.tanh(w[i] * v));
        const right = (dy: Row) => {
          const outer = dy.map((d, i) => d * (1 - y[i] ** 2));
          const inner = outer.map((d, i) => d * w[i] * (1 - h[i] ** 2));
          return {
            dx: inner.map((d, i) => d * w[i]),
            w: outer.map((d, i) => d * h[i] + inner[i] * x[i]),
          };
        };
        return { y, back: (dy) => (wrong ? back({ x, h, y, w, dy }) : right(dy)) };
      },
    });
}

/** Mistakes in what is shared, drawn, broadcast or kept. */
export const sharing: readonly FieldMistake[] = [
  {
    layer: "Embedding",
    mistake: "a word that occurs twice gets its last gradient",
    seen: ["tenstorrent/tt-metal/issues/6232"],
    codes: ["accumulation", "missing-sum"],
    piece: embedding((words, dy) => {
      const last = new Array<number>(3 * vocabulary).fill(0);
      for (const [r, word] of words.entries()) for (const [i, d] of dy[r].entries()) last[3 * word + i] = d;
      return last;
    }),
  },
  {
    layer: "Embedding",
    mistake: "divided by how often the word occurs",
    codes: ["unknown", "constant-factor"],
    piece: embedding((words, _dy, right) =>
      right.map((v, i) => v / Math.max(1, words.filter((word) => word === Math.floor(i / 3)).length)),
    ),
  },
  {
    layer: "Two steps of a recurrence",
    mistake: "the weight's gradient of the last step alone",
    codes: ["unknown"],
    piece: recurrent(({ h, y, w, x, dy }) => {
      const outer = dy.map((d, i) => d * (1 - y[i] ** 2));
      return {
        dx: outer.map((d, i) => d * w[i] * (1 - h[i] ** 2) * w[i]),
        w: outer.map((d, i) => d * h[i] + 0 * x[i]),
      };
    }),
  },
  {
    layer: "Two steps of a recurrence",
    mistake: "the slope of tanh by its input, 1 - h^2 before tanh",
    codes: ["unknown"],
    piece: recurrent(({ x, h, y, w, dy }) => {
      const outer = dy.map((d, i) => d * (1 - y[i] ** 2));
      const inner = outer.map((d, i) => d * w[i] * (1 - (w[i] * x[i]) ** 2));
      return { dx: inner.map((d, i) => d * w[i]), w: outer.map((d, i) => d * h[i] + inner[i] * x[i]) };
    }),
  },
  {
    layer: "Residual tanh",
    mistake: "the way around forgotten",
    codes: ["unknown"],
    piece: (wrong) =>
      rowLayer({
        forward: (x) => ({
          y: x.map((v) => v + Math.tanh(v)),
          back: (dy) => ({ dx: dy.map((d, i) => d * ((wrong ? 0 : 1) + 1 - Math.tanh(x[i]) ** 2)) }),
        }),
      }),
  },
  {
    layer: "Gain, one for all",
    mistake: "the mean over everything for the sum",
    codes: ["extra-mean"],
    piece: gain((dy, rows) => total(rows.map((x, r) => dot(x, dy[r]))) / (6 * rows.length)),
  },
  {
    layer: "Gain, one for all",
    mistake: "summed over the first column alone",
    codes: ["unknown", "missing-sum", "accumulation"],
    piece: gain((dy, rows) => total(rows.map((x, r) => x[0] * dy[r][0]))),
  },
  {
    layer: "Mean of a row",
    mistake: "dx = dy, 1 / n forgotten",
    seen: ["pocketpy/cTensor/issues/24"],
    codes: ["missing-mean"],
    piece: (wrong) =>
      rowLayer({
        out: 1,
        forward: (x) => ({
          y: [mean(x)],
          back: ([d]) => ({ dx: x.map(() => (wrong ? d : d / 6)) }),
        }),
      }),
  },
  {
    layer: "Dropout",
    mistake: "a new mask drawn in backward",
    seen: ["Benny-Nottonson/voodoo/issues/19"],
    codes: ["nondeterministic"],
    piece: dropout((dy, _mask, draw) => dy.map((row) => row.map((d) => 2 * d * draw()))),
  },
  {
    layer: "Dropout",
    mistake: "1 / (1 - p) in forward alone",
    codes: ["constant-factor"],
    piece: dropout((dy, mask) => dy.map((row, r) => row.map((d, i) => d * mask[r][i]))),
  },
  {
    layer: "Dropout",
    mistake: "no mask in backward",
    codes: ["wrong-mask"],
    piece: dropout((dy) => dy.map((row) => row.map((d) => 2 * d))),
  },
  {
    layer: "Scale",
    mistake: "a gradient in a buffer that the next call writes into",
    codes: ["reused-buffer"],
    piece: (wrong) => {
      const buffer: { dx?: Tensor } = {};
      const layer: Layer = {
        type: "Mine",
        outShape: [6],
        paramShapes: {},
        init: () => ({}),
        forward: (_params, x) => ({
          y: scale(x, 3),
          backward(dy) {
            const last = buffer.dx?.size === dy.size && wrong ? buffer.dx : undefined;
            buffer.dx = last ?? zeros(dy.shape, dy);
            bufferOf(buffer.dx).set(Array.from(dy.data, (d) => 3 * d));
            return { dx: buffer.dx, grads: {} };
          },
        }),
      };
      return { kind: "layer", layer };
    },
  },
  {
    layer: "Attention score",
    mistake: "1 / sqrt(d) in forward alone",
    codes: ["constant-factor"],
    piece: (wrong) =>
      rowLayer({
        out: 1,
        params: { q: 6 },
        forward: (x, { q }) => ({
          y: [dot(x, q) / Math.sqrt(6)],
          back: ([d]) => ({
            dx: q.map((v) => (wrong ? d * v : (d * v) / Math.sqrt(6))),
            q: x.map((v) => (d * v) / Math.sqrt(6)),
          }),
        }),
      }),
  },
  {
    layer: "Scale",
    mistake: "dy clipped to a norm of 1 on its way",
    codes: ["nonlinear"],
    piece: (wrong) =>
      batchLayer({
        forward: (rows) => ({
          y: rows.map((x) => x.map((v) => 3 * v)),
          back(dy) {
            const norm = wrong ? Math.max(1, Math.sqrt(total(dy.map((d) => dot(d, d))))) : 1;
            return { dx: dy.map((d) => d.map((v) => (3 * v) / norm)) };
          },
        }),
      }),
  },
  {
    layer: "Scale",
    mistake: "dy through float32",
    codes: ["nonlinear"],
    piece: (wrong) =>
      rowLayer({
        forward: (x) => ({
          y: x.map((v) => 3 * v),
          back: (dy) => ({ dx: dy.map((d) => 3 * (wrong ? Math.fround(d) : d)) }),
        }),
      }),
  },
];

function gain(wrongly: (dy: readonly Row[], rows: readonly Row[]) => number): FieldMistake["piece"] {
  return (wrong) =>
    batchLayer({
      params: { g: 1 },
      forward: (rows, { g }) => ({
        y: rows.map((x) => x.map((v) => g[0] * v)),
        back: (dy) => ({
          dx: dy.map((d) => d.map((v) => g[0] * v)),
          g: [wrong ? wrongly(dy, rows) : total(rows.map((x, r) => dot(x, dy[r])))],
        }),
      }),
    });
}

function dropout(
  wrongly: (dy: readonly Row[], mask: readonly Row[], draw: () => number) => readonly Row[],
): FieldMistake["piece"] {
  return (wrong) =>
    batchLayer({
      forward(rows, _params, { rng }) {
        const draw = () => (rng.uniform() < 0.5 ? 0 : 1);
        const mask = rows.map((x) => x.map(draw));
        return {
          y: rows.map((x, r) => x.map((v, i) => 2 * v * mask[r][i])),
          back: (dy) => ({
            dx: wrong ? wrongly(dy, mask, draw) : dy.map((d, r) => d.map((v, i) => 2 * v * mask[r][i])),
          }),
        };
      },
    });
}

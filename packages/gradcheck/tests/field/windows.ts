import type { FieldMistake } from "./field-mistake.js";
import { mean, type Row, rowLayer, total } from "./rows.js";

const zeros = (n: number): number[] => new Array<number>(n).fill(0);

/** The largest of each window of x, and where it stands. */
function pooled(x: Row, size: number, stride: number) {
  const starts = Array.from({ length: Math.floor((x.length - size) / stride) + 1 }, (_, k) => k * stride);
  const at = starts.map((start) => {
    const window = x.slice(start, start + size);
    return start + window.indexOf(Math.max(...window));
  });
  return { at, y: at.map((i) => x[i]) };
}

function maxPool(stride: number, wrongDx: (dy: Row, at: Row, x: Row, y: Row) => Row): FieldMistake["piece"] {
  return (wrong) =>
    rowLayer({
      out: Math.floor((6 - 2) / stride) + 1,
      branches: (x) => pooled(x, 2, stride).at,
      forward(x) {
        const { at, y } = pooled(x, 2, stride);
        const right = (dy: Row) => {
          const dx = zeros(6);
          for (const [k, i] of at.entries()) dx[i] += dy[k];
          return dx;
        };
        return { y, back: (dy) => ({ dx: wrong ? wrongDx(dy, at, x, y) : right(dy) }) };
      },
    });
}

const taps = 3;

/** y[i] = sum over k of w[k] x[i + k - 1], zeros beyond the ends, plus b. */
function convolution(
  wrongly: (parts: { x: Row; w: Row; dy: Row }) => Record<string, Row>,
): FieldMistake["piece"] {
  return (wrong) =>
    rowLayer({
      params: { w: taps, b: 1 },
      forward: (x, { w, b }) => ({
        y: x.map((_, i) => b[0] + total(w.map((v, k) => v * (x[i + k - 1] ?? 0)))),
        back(dy) {
          const right = {
            dx: x.map((_, j) => total(w.map((v, k) => v * (dy[j - k + 1] ?? 0)))),
            w: w.map((_, k) => total(dy.map((d, i) => d * (x[i + k - 1] ?? 0)))),
            b: [total(dy)],
          };
          return wrong ? { ...right, ...wrongly({ x, w, dy }) } : right;
        },
      }),
    });
}

/** Mistakes in pools, convolutions, padding, and whatever moves numbers about. */
export const windows: readonly FieldMistake[] = [
  {
    layer: "MaxPool, overlapping",
    mistake: "the last window's gradient instead of the sum",
    seen: ["ahrefs/ocannl/issues/512", "FluxML/Flux.jl/issues/1197"],
    codes: ["accumulation"],
    piece: maxPool(1, (dy, at) => {
      const dx = zeros(6);
      for (const [k, i] of at.entries()) dx[i] = dy[k];
      return dx;
    }),
  },
  {
    layer: "MaxPool",
    mistake: "all of a window get the gradient",
    codes: ["wrong-mask"],
    piece: maxPool(2, (dy) => zeros(6).map((_, i) => dy[Math.floor(i / 2)])),
  },
  {
    layer: "MaxPool",
    mistake: "to the smallest of the window",
    codes: ["wrong-mask", "misplaced"],
    piece: maxPool(2, (dy, at) => {
      const dx = zeros(6);
      for (const [k, i] of at.entries()) dx[i ^ 1] += dy[k];
      return dx;
    }),
  },
  {
    layer: "MaxPool",
    mistake: "a mask of what is within 1e-2 of the largest",
    seen: ["mni-ml/framework/issues/22"],
    codes: [],
    unseen:
      "two inputs that near to each other are rare among a few random ones; a batch of hundreds shows it",
    piece: maxPool(2, (dy, _at, x, y) =>
      x.map((v, i) => (Math.abs(v - y[Math.floor(i / 2)]) < 1e-2 ? dy[Math.floor(i / 2)] : 0)),
    ),
  },
  {
    layer: "AvgPool, padded",
    mistake: "divides by the window's size at the ends, where forward counts what is inside",
    codes: ["unknown"],
    piece: (wrong) => {
      const around = (i: number) => [i - 1, i, i + 1].filter((j) => j >= 0 && j < 6);
      return rowLayer({
        forward: (x) => ({
          y: x.map((_, i) => mean(around(i).map((j) => x[j]))),
          back: (dy) => ({
            dx: x.map((_, j) => total(around(j).map((i) => dy[i] / (wrong ? 3 : around(i).length)))),
          }),
        }),
      });
    },
  },
  {
    layer: "Convolution",
    mistake: "dx with the kernel that is not flipped",
    codes: ["transposed"],
    piece: convolution(({ w, dy }) => ({
      dx: dy.map((_, j) => total(w.map((v, k) => v * (dy[j + k - 1] ?? 0)))),
    })),
  },
  {
    layer: "Convolution",
    mistake: "dw with the padding forgotten",
    codes: ["unknown", "misplaced"],
    piece: convolution(({ x, dy }) => ({
      w: [0, 1, 2].map((k) => total(dy.map((d, i) => d * (x[i + k] ?? 0)))),
    })),
  },
  {
    layer: "Convolution",
    mistake: "db of the first position alone",
    codes: ["accumulation"],
    piece: convolution(({ dy }) => ({ b: dy.slice(0, 1) })),
  },
  {
    layer: "Convolution",
    mistake: "db as the mean over the positions",
    codes: ["extra-mean"],
    piece: convolution(({ dy }) => ({ b: [mean(dy)] })),
  },
  {
    layer: "Padding by reflection",
    mistake: "what is reflected gets its own gradient alone",
    codes: ["accumulation"],
    piece: (wrong) =>
      rowLayer({
        out: 8,
        forward: (x) => ({
          y: [x[1], ...x, x[4]],
          back(dy) {
            const dx = dy.slice(1, 7);
            if (!wrong) {
              dx[1] += dy[0];
              dx[4] += dy[7];
            }
            return { dx };
          },
        }),
      }),
  },
  {
    layer: "Concatenation with itself",
    mistake: "the gradient of the second copy alone",
    codes: ["accumulation"],
    piece: (wrong) =>
      rowLayer({
        out: 12,
        forward: (x) => ({
          y: [...x, ...x],
          back: (dy) => ({ dx: x.map((_, i) => dy[i + 6] + (wrong ? 0 : dy[i])) }),
        }),
      }),
  },
  {
    layer: "Transposition of [2, 3]",
    mistake: "the same one back, for its inverse",
    codes: ["transposed", "misplaced"],
    piece: (wrong) => {
      const order = [0, 3, 1, 4, 2, 5];
      return rowLayer({
        forward: (x) => ({
          y: order.map((i) => x[i]),
          back: (dy) => ({ dx: x.map((_, i) => dy[wrong ? order[i] : order.indexOf(i)]) }),
        }),
      });
    },
  },
  {
    layer: "Cumulative sum",
    mistake: "summed from the same end in backward",
    codes: ["transposed"],
    piece: (wrong) =>
      rowLayer({
        forward: (x) => ({
          y: x.map((_, i) => total(x.slice(0, i + 1))),
          back: (dy) => ({ dx: dy.map((_, i) => total(wrong ? dy.slice(0, i + 1) : dy.slice(i))) }),
        }),
      }),
  },
  {
    layer: "Sort",
    mistake: "dy in sorted order",
    codes: ["misplaced", "unknown"],
    piece: (wrong) => {
      const orderOf = (x: Row) => x.map((_, i) => i).sort((a, b) => x[a] - x[b]);
      return rowLayer({
        branches: orderOf,
        forward(x) {
          const order = orderOf(x);
          return {
            y: order.map((i, rank) => (rank + 1) * x[i]),
            back: (dy) => ({
              dx: x.map((_, i) => (wrong ? (i + 1) * dy[i] : (order.indexOf(i) + 1) * dy[order.indexOf(i)])),
            }),
          };
        },
      });
    },
  },
  {
    layer: "Strided copy",
    mistake: "a whole-number division, 3 / 2 as 1",
    codes: ["constant-factor"],
    piece: (wrong) =>
      rowLayer({
        forward: (x) => ({
          y: x.map((v) => (v * 3) / 2),
          back: (dy) => ({ dx: dy.map((d) => d * (wrong ? Math.trunc(3 / 2) : 3 / 2)) }),
        }),
      }),
  },
];

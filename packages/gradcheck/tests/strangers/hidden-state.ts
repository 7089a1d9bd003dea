import { map, multiply, scale, sizeOf, type Tensor, tensor } from "@retrograd/core";
import type { Forward, Params } from "@retrograd/plugin";
import { each, layerPiece, rowsOf, type StrangePiece, type Stranger } from "./stranger.js";

const meanOf = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

/** A layer that multiplies by a factor, which `factorOf` takes from wherever it likes. */
function scaled(factorOf: (x: Tensor, mode: string, params: Params) => number): StrangePiece {
  return layerPiece(() => ({
    forward(params, x, { mode }) {
      const factor = factorOf(x, mode, params);
      return { y: scale(x, factor), backward: (dy) => ({ dx: scale(dy, factor), grads: {} }) };
    },
  }));
}

/** Normalises columns over the batch in "train"; what it does in "eval" is up to `evaluation`. */
function batchNorm(evaluation: "statistics in the closure" | "the batch"): StrangePiece {
  return layerPiece((inShape) => {
    const width = sizeOf(inShape);
    const running = { mean: new Float64Array(width), variance: new Float64Array(width).fill(1) };
    const eps = 1e-3;
    return {
      mixesRows: true,
      forward(_params, x, { mode }): Forward {
        const rows = rowsOf(x);
        const column = (i: number) => rows.map((row) => row[i]);
        if (mode === "eval" && evaluation === "statistics in the closure") {
          const slope = (i: number) => 1 / Math.sqrt(running.variance[i % width] + eps);
          const slopes = Float64Array.from({ length: width }, (_, i) => slope(i));
          return {
            y: each(x, (v, i) => (v - running.mean[i % width]) * slope(i)),
            backward: (dy) => ({ dx: each(dy, (d, i) => d * slopes[i % width]), grads: {} }),
          };
        }
        const means = Array.from({ length: width }, (_, i) => meanOf(column(i)));
        const variances = means.map((mean, i) => meanOf(column(i).map((v) => (v - mean) ** 2)));
        if (mode === "train") {
          for (let i = 0; i < width; i++) {
            running.mean[i] = 0.9 * running.mean[i] + 0.1 * means[i];
            running.variance[i] = 0.9 * running.variance[i] + 0.1 * variances[i];
          }
        }
        const roots = variances.map((variance) => Math.sqrt(variance + eps));
        const y = each(x, (v, i) => (v - means[i % width]) / roots[i % width]);
        return {
          y,
          backward(dy) {
            const sums = new Float64Array(width);
            const products = new Float64Array(width);
            for (let i = 0; i < dy.size; i++) {
              sums[i % width] += dy.data[i];
              products[i % width] += dy.data[i] * y.data[i];
            }
            const n = rows.length;
            const dx = each(
              dy,
              (d, i) => (d - sums[i % width] / n - (y.data[i] * products[i % width]) / n) / roots[i % width],
            );
            return { dx, grads: {} };
          },
        };
      },
    };
  });
}

// state of a module, which every layer of it shares
let sharedMean = 0;
let sharedFirst: number | undefined;

/** Layers that keep numbers between their calls, where no file and no check looks for them. */
export const hiddenStates: readonly Stranger[] = [
  {
    what: "running statistics of a BatchNorm in the closure of create",
    gradcheck: true,
    piece: (wrong) => batchNorm(wrong ? "statistics in the closure" : "the batch"),
  },
  {
    what: "a running mean of the module, used in eval",
    gradcheck: true,
    piece: (wrong) =>
      scaled((x, mode) => {
        if (mode === "train") sharedMean = 0.9 * sharedMean + 0.1 * Math.abs(meanOf(x.data));
        return wrong && mode === "eval" ? 1 / (1 + sharedMean) : 2;
      }),
  },
  {
    what: "the last batch's size of numbers, used in eval",
    gradcheck: true,
    piece: (wrong) => {
      let last = 1;
      return scaled((x, mode) => {
        if (mode === "train") last = 1 + Math.abs(meanOf(x.data));
        return wrong && mode === "eval" ? last : 2;
      });
    },
  },
  {
    what: "statistics kept for the parameters in a WeakMap",
    gradcheck: true,
    piece: (wrong) => {
      const statistics = new WeakMap<Params, number>();
      return scaled((x, mode, params) => {
        if (mode === "train")
          statistics.set(params, (statistics.get(params) ?? 1) + Math.abs(meanOf(x.data)));
        return wrong && mode === "eval" ? (statistics.get(params) ?? 1) : 2;
      });
    },
  },
  {
    what: "statistics kept in the options",
    gradcheck: true,
    piece: (wrong) => {
      const options = { size: 1 };
      return scaled((x, mode) => {
        if (mode === "train") options.size += Math.abs(meanOf(x.data));
        return wrong && mode === "eval" ? options.size : 2;
      });
    },
  },
  {
    what: "a scale set by the first batch that comes",
    gradcheck: true,
    piece: (wrong) => {
      let first: number | undefined;
      return scaled((x) => {
        first ??= 1 / (0.1 + Math.abs(meanOf(x.data)));
        return wrong ? first : 2;
      });
    },
  },
  {
    what: "a scale of the module set by the first batch that comes",
    gradcheck: true,
    piece: (wrong) =>
      scaled((x) => {
        sharedFirst ??= 1 + Math.abs(meanOf(x.data));
        return wrong ? sharedFirst : 2;
      }),
  },
  {
    what: "the largest input so far",
    gradcheck: true,
    piece: (wrong) => {
      let largest = 1;
      return scaled((x) => {
        for (const v of Array.from(x.data)) if (v > largest) largest = v;
        return wrong ? 1 / largest : 2;
      });
    },
  },
  {
    what: "another factor from the 30th call on",
    gradcheck: true,
    piece: (wrong) => {
      let calls = 0;
      return scaled(() => (++calls >= 30 && wrong ? 1.5 : 2));
    },
  },
  {
    what: "another factor from the 700th call in train on",
    gradcheck: false,
    piece: (wrong) => {
      let calls = 0;
      return scaled((_x, mode) => {
        if (mode === "train") calls++;
        return calls >= 700 && wrong ? 1.5 : 2;
      });
    },
  },
  {
    what: "a counter of trained batches that only eval looks at",
    gradcheck: true,
    piece: (wrong) => {
      let calls = 0;
      return scaled((_x, mode) => {
        if (mode === "train") calls++;
        return wrong && mode === "eval" ? 2 / (1 + calls) : 2;
      });
    },
  },
  {
    what: "a mean of the gradients that backward saw, used in eval",
    gradcheck: true,
    piece: (wrong) => {
      let seen = 0;
      return layerPiece(() => ({
        forward(_params, x, { mode }) {
          const factor = wrong && mode === "eval" ? 2 + seen : 2;
          return {
            y: scale(x, factor),
            backward(dy) {
              seen = 0.5 * seen + 0.5 * Math.abs(dy.data[0]);
              return { dx: scale(dy, factor), grads: {} };
            },
          };
        },
      }));
    },
  },
  {
    what: "every second evaluation another one",
    gradcheck: true,
    piece: (wrong) => {
      let evaluations = 0;
      return scaled((_x, mode) => (mode === "eval" && wrong && ++evaluations % 2 === 0 ? 3 : 2));
    },
  },
  {
    what: "the parameters of the last init, not those that it is handed",
    gradcheck: true,
    piece: (wrong) => {
      let own: Tensor | undefined;
      return layerPiece((inShape, ctx) => ({
        paramShapes: { gain: [1] },
        init(rng) {
          own = tensor([1 + rng.uniform()], [1], ctx);
          return { gain: own };
        },
        forward(params, x) {
          const gain = (wrong ? own : params.gain) as Tensor;
          const [g] = Array.from(gain.data);
          return {
            y: scale(x, g),
            backward(dy) {
              const products = multiply(dy, x).data;
              const sum = Array.from(products).reduce((a, b) => a + b, 0);
              return { dx: scale(dy, g), grads: { gain: tensor([sum], [1], ctx) } };
            },
          };
        },
        outShape: inShape,
      }));
    },
  },
  {
    what: "the way back of train in eval",
    gradcheck: true,
    piece: (wrong) =>
      layerPiece(() => ({
        forward(_params, x, { mode, rng }) {
          const mask = map(x, () => (rng.uniform() < 0.5 ? 0 : 2));
          const way = (from: Tensor, training: boolean) => (training ? multiply(from, mask) : from);
          return {
            y: way(x, mode === "train"),
            backward: (dy) => ({ dx: way(dy, wrong || mode === "train"), grads: {} }),
          };
        },
      })),
  },
  {
    what: "a fresh mask in each evaluation",
    gradcheck: true,
    piece: (wrong) =>
      layerPiece(() => ({
        forward(_params, x, { mode, rng }) {
          const draw = wrong && mode === "eval" ? Math.random : () => rng.uniform();
          const mask = map(x, () => (draw() < 0.5 ? 0 : 2));
          return { y: multiply(x, mask), backward: (dy) => ({ dx: multiply(dy, mask), grads: {} }) };
        },
      })),
  },
];

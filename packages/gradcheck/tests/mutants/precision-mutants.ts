import { map, matmul, multiply, type Shape, scale, sizeOf, type Tensor, tensor, zip } from "@retrograd/core";
import type { Layer } from "@retrograd/plugin";
import { each, layerPiece, rowsOf, type StrangePiece, valueLoss } from "../strangers/stranger.js";
import type { CausedMutant } from "./caused-mutant.js";

const elementwise = (f: (v: number) => number, slope: (v: number) => number) => (): StrangePiece =>
  layerPiece(() => ({
    forward: (_params, x) => ({
      y: map(x, f),
      backward: (dy) => ({ dx: zip(dy, x, (d, v) => d * slope(v)), grads: {} }),
    }),
  }));

/** x W of an Affine, with a sum of its own for each output. */
const product = (dot: (a: readonly number[], b: readonly number[]) => number) => (): StrangePiece =>
  layerPiece((inShape: Shape, ctx): Partial<Layer> & Pick<Layer, "forward"> => {
    const width = sizeOf(inShape);
    return {
      outShape: [4],
      paramShapes: { W: [width, 4] },
      init: (rng) => ({
        W: tensor(
          Float64Array.from({ length: 4 * width }, () => rng.normal() / 2),
          [width, 4],
          ctx,
        ),
      }),
      forward({ W }, x) {
        const column = (j: number) => Array.from({ length: width }, (_, i) => W.data[4 * i + j]);
        const y = rowsOf(x).flatMap((row) => [0, 1, 2, 3].map((j) => dot(row, column(j))));
        return {
          y: tensor(y, [x.shape[0] ?? 0, 4], x),
          backward: (dy) => ({
            dx: matmul(dy, W, { transposeB: true }),
            grads: { W: matmul(x, dy, { transposeA: true }) },
          }),
        };
      },
    };
  });

/** Each row minus its mean, over its deviation, which is computed from `statistics`. */
const normalised = (statistics: (row: readonly number[]) => { mean: number; variance: number }) => () =>
  layerPiece(() => ({
    forward(_params, x) {
      const rows = rowsOf(x);
      const exact = rows.map((row) => {
        const mean = row.reduce((a, b) => a + b, 0) / row.length;
        return Math.sqrt(row.reduce((sum, v) => sum + (v - mean) ** 2, 0) / row.length + 1e-3);
      });
      const y = rows.flatMap((row) => {
        const { mean, variance } = statistics(row);
        return row.map((v) => (v - mean) / Math.sqrt(variance + 1e-3));
      });
      const out = tensor(y, x.shape, x);
      return {
        y: out,
        backward(dy) {
          const dx = rowsOf(dy).flatMap((d, r) => {
            const own = rowsOf(out)[r];
            const meanOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
            const [a, b] = [meanOf(d), meanOf(d.map((v, i) => v * own[i]))];
            return d.map((v, i) => (v - a - own[i] * b) / exact[r]);
          });
          return { dx: tensor(dx, x.shape, x), grads: {} };
        },
      };
    },
  }));

const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));
const sigmoidSlope = (v: number) => sigmoid(v) * (1 - sigmoid(v));

/** erf by formula 7.1.26 of Abramowitz and Stegun, 1.5e-7 off. */
function erfSeries(v: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(v));
  const series =
    ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return Math.sign(v) * (1 - series * Math.exp(-v * v));
}

const normalDensity = (v: number) => Math.exp((-v * v) / 2) / Math.sqrt(2 * Math.PI);

/** A function by a table from -8 to 8, with straight lines between its points. */
function table(f: (v: number) => number, points: number): (v: number) => number {
  const values = Float64Array.from({ length: points + 1 }, (_, i) => f(-8 + (16 * i) / points));
  return (v) => {
    const place = ((v + 8) / 16) * points;
    const i = Math.min(points - 1, Math.max(0, Math.floor(place)));
    return values[i] + (place - i) * (values[i + 1] - values[i]);
  };
}

/** The tanh form of Gelu, with a constant in place of sqrt(2 / pi). */
const geluBy = (c: number) => (v: number) => (v / 2) * (1 + Math.tanh(c * (v + 0.044715 * v ** 3)));
const geluSlope = (v: number) => {
  const c = Math.sqrt(2 / Math.PI);
  const t = Math.tanh(c * (v + 0.044715 * v ** 3));
  return (1 + t) / 2 + (v / 2) * (1 - t * t) * c * (1 + 3 * 0.044715 * v * v);
};

const single = Math.fround;
const sumOf = (round: (v: number) => number) => (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, v, i) => round(sum + round(v * b[i])), 0);

const noisy = (what: string, piece: CausedMutant["piece"]): CausedMutant => ({
  what,
  code: "imprecise-forward",
  piece,
});
const smooth = (what: string, piece: CausedMutant["piece"]): CausedMutant => ({
  what,
  code: "approximation",
  piece,
});

/** Layers and losses whose backward is right, and whose forward is less precise than float64: by random errors, or by a
 *  smooth function that is not quite the one that backward differentiates. */
export const precisionMutants: readonly CausedMutant[] = [
  noisy(
    "a sigmoid rounded to float32",
    elementwise((v) => single(sigmoid(v)), sigmoidSlope),
  ),
  noisy(
    "tanh of an input rounded to float32",
    elementwise(
      (v) => Math.tanh(single(v)),
      (v) => 1 - Math.tanh(v) ** 2,
    ),
  ),
  noisy("a square in a Float32Array", () =>
    layerPiece(() => ({
      forward: (_params, x) => ({
        y: each(
          x,
          (
            (buffer) => (_v, i) =>
              buffer[i]
          )(Float32Array.from(x.data, (v) => v * v)),
        ),
        backward: (dy: Tensor) => ({ dx: multiply(dy, scale(x, 2)), grads: {} }),
      }),
    })),
  ),
  noisy("a matrix product summed in float32", product(sumOf(single))),
  noisy(
    "a matrix product of float32 factors",
    product((a, b) => a.reduce((s, v, i) => s + single(v) * single(b[i]), 0)),
  ),
  noisy(
    "1e8 added and subtracted",
    elementwise(
      (v) => 1e8 + v * v - 1e8,
      (v) => 2 * v,
    ),
  ),
  noisy(
    "exp(v) - 1 of small numbers",
    elementwise(
      (v) => (Math.exp(1e-8 * v) - 1) * 1e8,
      (v) => Math.exp(1e-8 * v),
    ),
  ),
  noisy(
    "1 - cos, of small numbers",
    elementwise(
      (v) => (1 - Math.cos(1e-4 * v)) * 1e8,
      (v) => Math.sin(1e-4 * v) * 1e4,
    ),
  ),
  noisy(
    "the variance as a difference of squares far from 0",
    normalised((row) => {
      const far = row.map((v) => v + 1e4);
      const mean = far.reduce((a, b) => a + b, 0) / far.length;
      const variance = far.reduce((sum, v) => sum + v * v, 0) / far.length - mean * mean;
      return { mean: mean - 1e4, variance };
    }),
  ),
  noisy(
    "nine decimals",
    elementwise(
      (v) => Math.round(Math.tanh(v) * 1e9) / 1e9,
      (v) => 1 - Math.tanh(v) ** 2,
    ),
  ),
  noisy(
    "a table of tanh with 2^26 steps, without interpolation",
    elementwise(
      (v) => Math.tanh(Math.round(v * 2 ** 22) / 2 ** 22),
      (v) => 1 - Math.tanh(v) ** 2,
    ),
  ),
  noisy("the squared error summed in float32", () =>
    valueLoss({ f: (x, t) => single((x - t) ** 2), slope: (x, t) => 2 * (x - t), round: single }),
  ),
  noisy("the log-cosh error, in float32", () =>
    valueLoss({ f: (x, t) => single(Math.log(Math.cosh(x - t))), slope: (x, t) => Math.tanh(x - t) }),
  ),
  smooth(
    "Gelu by the series of erf that is 1.5e-7 off",
    elementwise(
      (v) => (v / 2) * (1 + erfSeries(v / Math.SQRT2)),
      (v) => 0.5 * (1 + erfSeries(v / Math.SQRT2)) + v * normalDensity(v),
    ),
  ),
  smooth("Gelu with 0.79788 for sqrt(2 / pi)", elementwise(geluBy(0.79788), geluSlope)),
  smooth(
    "the root of e as 1.6487213",
    elementwise((v) => 1.6487213 ** (2 * v), Math.exp),
  ),
  smooth(
    "the sine of tanh by its series to the 7th power",
    elementwise(
      (v) => {
        const w = Math.tanh(v);
        return w - w ** 3 / 6 + w ** 5 / 120 - w ** 7 / 5040;
      },
      (v) => Math.cos(Math.tanh(v)) * (1 - Math.tanh(v) ** 2),
    ),
  ),
  smooth(
    "a table of a sigmoid with straight lines between 2^14 points",
    elementwise(table(sigmoid, 2 ** 14), sigmoidSlope),
  ),
  smooth(
    "a table of tanh with straight lines between 2,000 points",
    elementwise(table(Math.tanh, 2000), (v) => 1 - Math.tanh(v) ** 2),
  ),
];

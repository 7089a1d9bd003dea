import { type Tensor, tensor } from "@retrograd/core";
import type { Loss } from "@retrograd/plugin";
import { type FieldMistake, type Piece, width } from "./field-mistake.js";
import { dot, type Row, rowsOf, total } from "./rows.js";

/** A loss as a mean over rows, or over less, of what each costs. */
interface RowLoss {
  readonly targets: Loss["targets"];
  /** What one row costs, and its gradient. t: a row's targets, or its class alone */
  row(x: Row, t: Row): { readonly cost: number; readonly dx: Row };
  /** What sums are divided by. Default: the number of rows. */
  divisor?(rows: number, t: Row): number;
  /** The same in backward. Default: as in forward. */
  backDivisor?(rows: number, t: Row): number;
}

function lossOf({ targets, row, divisor = (rows) => rows, backDivisor = divisor }: RowLoss): Piece {
  const loss: Loss = {
    type: "Mine",
    outShape: [width],
    targets,
    forward(x, t) {
      const perRow = t.size / (x.shape[0] ?? 1);
      const all = Array.from(t.data);
      const rows = rowsOf(x).map((one, r) => row(one, all.slice(r * perRow, (r + 1) * perRow)));
      return {
        y: x,
        loss: total(rows.map(({ cost }) => cost)) / divisor(rows.length, all),
        backward: (dloss = 1) => ({ dx: scaled(x, rows, dloss / backDivisor(rows.length, all)) }),
      };
    },
    predict: (x) => x,
    exampleTargets: (batch, rng) => {
      const classes = rng.integers(width, batch);
      if (targets === "classes") return tensor(Float64Array.from(classes), [batch], { dtype: "f64" });
      const bits = Float64Array.from({ length: batch * width }, () => (rng.uniform() < 0.5 ? 0 : 1));
      return tensor(bits, [batch, width], { dtype: "f64" });
    },
  };
  return { kind: "loss", loss };
}

function scaled(x: Tensor, rows: readonly { readonly dx: Row }[], by: number): Tensor {
  return tensor(Float64Array.from(rows.flatMap(({ dx }) => dx.map((d) => d * by))), x.shape, x);
}

const logistic = (v: number) => 1 / (1 + Math.exp(-v));
const softmaxOf = (x: Row): Row => {
  const powers = x.map((v) => Math.exp(v - Math.max(...x)));
  return powers.map((p) => p / total(powers));
};

/** Cross entropy with what is taken for the target in backward. */
function crossEntropy(
  target: (k: number) => Row,
  wrongTarget: (k: number) => Row,
  weight: (k: number) => number = () => 1,
  wrongWeight = weight,
): FieldMistake["piece"] {
  return (wrong) =>
    lossOf({
      targets: "classes",
      row(x, [k]) {
        const y = softmaxOf(x);
        const back = wrong ? wrongTarget(k) : target(k);
        const by = (wrong ? wrongWeight : weight)(k);
        return {
          cost: -weight(k) * dot(target(k), y.map(Math.log)),
          dx: y.map((v, i) => by * (v - back[i])),
        };
      },
    });
}

const oneHot = (k: number): Row => Array.from({ length: width }, (_, i) => (i === k ? 1 : 0));
const smooth = (k: number): Row => oneHot(k).map((v) => 0.9 * v + 0.1 / width);

/** Mistakes in losses. */
export const losses: readonly FieldMistake[] = [
  {
    layer: "Cross entropy with smoothed labels",
    mistake: "the labels themselves in backward",
    codes: ["unknown"],
    piece: crossEntropy(smooth, oneHot),
  },
  {
    layer: "Cross entropy with class weights",
    mistake: "no weights in backward",
    codes: ["unknown"],
    piece: crossEntropy(
      oneHot,
      oneHot,
      (k) => 1 + k,
      () => 1,
    ),
  },
  {
    layer: "Cross entropy that ignores a class",
    mistake: "divides by all rows in backward, by those that count in forward",
    codes: ["constant-factor", "unknown"],
    piece: (wrong) => {
      const counts = (k: number) => (k < 3 ? 0 : 1);
      const counted = (_rows: number, t: Row) => Math.max(0.5, total(t.map(counts)));
      return lossOf({
        targets: "classes",
        divisor: counted,
        backDivisor: wrong ? (rows) => rows : counted,
        row(x, [k]) {
          const y = softmaxOf(x);
          return {
            cost: -counts(k) * Math.log(y[k]),
            dx: y.map((v, i) => counts(k) * (v - (i === k ? 1 : 0))),
          };
        },
      });
    },
  },
  {
    layer: "Binary cross entropy, mean over all",
    mistake: "divides by the rows alone in backward",
    codes: ["missing-mean"],
    piece: (wrong) =>
      lossOf({
        targets: "values",
        divisor: (rows) => rows * width,
        backDivisor: (rows) => (wrong ? rows : rows * width),
        row: (x, t) => ({
          cost: total(x.map((v, i) => Math.log1p(Math.exp(v)) - t[i] * v)),
          dx: x.map((v, i) => logistic(v) - t[i]),
        }),
      }),
  },
  {
    layer: "Binary cross entropy, weighted",
    mistake: "the weight of positives in forward alone",
    codes: ["unknown"],
    piece: (wrong) =>
      lossOf({
        targets: "values",
        row: (x, t) => ({
          cost: total(x.map((v, i) => (t[i] === 1 ? 3 * Math.log1p(Math.exp(-v)) : Math.log1p(Math.exp(v))))),
          dx: x.map((v, i) => (t[i] === 1 ? (wrong ? 1 : 3) * (logistic(v) - 1) : logistic(v))),
        }),
      }),
  },
  {
    layer: "Huber, delta 1/2",
    mistake: "delta forgotten on the straight part",
    codes: ["unknown"],
    piece: (wrong) =>
      lossOf({
        targets: "values",
        row(x, t) {
          const errors = x.map((v, i) => v - t[i]);
          return {
            cost: total(errors.map((e) => (Math.abs(e) < 0.5 ? (e * e) / 2 : 0.5 * (Math.abs(e) - 0.25)))),
            dx: errors.map((e) => (Math.abs(e) < 0.5 ? e : (wrong ? 1 : 0.5) * Math.sign(e))),
          };
        },
      }),
  },
  {
    layer: "Hinge of many classes",
    mistake: "the right class gets -1, however many margins are broken",
    codes: ["unknown", "element"],
    piece: (wrong) =>
      lossOf({
        targets: "classes",
        row(x, [k]) {
          const broken = x.map((v, i) => (i !== k && v - x[k] + 1 > 0 ? 1 : 0));
          return {
            cost: total(x.map((v, i) => broken[i] * (v - x[k] + 1))),
            dx: broken.map((b, i) => (i === k ? (wrong ? -1 : -total(broken)) : b)),
          };
        },
      }),
  },
  {
    layer: "Squared error, mean over all",
    mistake: "the 2 of the square forgotten",
    codes: ["constant-factor"],
    piece: (wrong) =>
      lossOf({
        targets: "values",
        divisor: (rows) => rows * width,
        row: (x, t) => ({
          cost: total(x.map((v, i) => (v - t[i]) ** 2)),
          dx: x.map((v, i) => (wrong ? 1 : 2) * (v - t[i])),
        }),
      }),
  },
];

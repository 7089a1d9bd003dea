import { map, multiply, scale, type Tensor, tensor } from "@retrograd/core";
import { bent, distance, layerPiece, type Stranger, shifted } from "./stranger.js";

const alike = (values: ArrayLike<number>) => Array.from(values).every((v) => v === values[0]);
const share = (values: ArrayLike<number>, where: (v: number) => boolean) =>
  Array.from(values).filter(where).length / values.length;
const rising = (values: readonly number[]) => values.every((v, i) => i === 0 || v > values[i - 1]);

/** y = gain x, with a gain for the whole layer that starts at `start`; backward uses `used(gain)` for dx. */
const gained =
  (start: number, used: (gain: number) => number): Stranger["piece"] =>
  (is) =>
    layerPiece((_inShape, ctx) => ({
      paramShapes: { gain: [1] },
      init: () => ({ gain: tensor([start], [1], ctx) }),
      forward({ gain }, x) {
        const [g] = Array.from(gain.data);
        return {
          y: scale(x, g),
          backward(dy) {
            const sum = Array.from(multiply(dy, x).data).reduce((a, b) => a + b, 0);
            return { dx: scale(dy, is ? used(g) : g), grads: { gain: tensor([sum], [1], x) } };
          },
        };
      },
    }));

/** Mistakes that resemble those of the other lists, and that no check was written for. */
export const siblings: readonly Stranger[] = [
  {
    what: "zero where all of dy is the same, as under a sum",
    gradcheck: true,
    piece: (is) => bent(is, (value, _i, { dy }) => (alike(dy.data) ? 0 : value)),
  },
  {
    what: "halved where all of dy is positive",
    gradcheck: true,
    piece: (is) => bent(is, (value, _i, { dy }) => (share(dy.data, (d) => d > 0) === 1 ? value / 2 : value)),
  },
  {
    what: "zero where all of dy is negative",
    gradcheck: true,
    piece: (is) => bent(is, (value, _i, { dy }) => (share(dy.data, (d) => d < 0) === 1 ? 0 : value)),
  },
  {
    what: "doubled where nine tenths of dy are 0",
    gradcheck: true,
    piece: (is) =>
      bent(is, (value, _i, { dy }) => (share(dy.data, (d) => d === 0) >= 0.9 ? 2 * value : value)),
  },
  {
    what: "db zero where a column of dy is 0 except in one row",
    gradcheck: true,
    piece: (is) =>
      shifted(is, (value, i, { dy, rows, width }) => {
        const column = Array.from({ length: rows }, (_, r) => dy.data[r * width + i]);
        return rows > 1 && column.filter((d) => d !== 0).length === 1 ? 0 : value;
      }),
  },
  {
    what: "zero for rows in rising order",
    gradcheck: false,
    piece: (is) =>
      bent(is, (value, i, { x, width }) => {
        const from = i - (i % width);
        return width > 1 && rising(Array.from({ length: width }, (_, k) => x.data[from + k])) ? 0 : value;
      }),
  },
  {
    what: "zero where 4 < |x| < 5",
    gradcheck: true,
    piece: (is) =>
      bent(is, (value, i, { x }) => (Math.abs(x.data[i]) > 4 && Math.abs(x.data[i]) < 5 ? 0 : value)),
  },
  {
    what: "zero where x is 1/2",
    gradcheck: false,
    piece: (is) => bent(is, (value, i, { x }) => (x.data[i] === 0.5 ? 0 : value)),
  },
  { what: "the gain left out of dx, which starts at 1", gradcheck: false, piece: gained(1, () => 1) },
  { what: "the gain's size in dx, which starts above 0", gradcheck: false, piece: gained(0.8, Math.abs) },
  {
    what: "backward of the fifth forward before the latest one",
    gradcheck: false,
    piece: (is) => {
      const ring: Tensor[] = [];
      let turn = 0;
      return layerPiece(() => ({
        forward(_params, x) {
          const slot = turn++ % 5;
          ring[slot] = x;
          return {
            y: map(x, (v) => v + (v * v) / 4),
            backward(dy) {
              const from =
                is && ring[slot].shape.join() === x.shape.join() && ring[slot].dtype === x.dtype
                  ? ring[slot]
                  : x;
              const slopes = Float64Array.from(from.data, (v) => 1 + v / 2);
              return { dx: multiply(dy, tensor(slopes, dy.shape, dy)), grads: {} };
            },
          };
        },
      }));
    },
  },
  {
    what: "wrong while the process has run for an odd number of minutes",
    gradcheck: true,
    piece: (is) => bent(is, (value) => (Math.floor(process.uptime() / 60) % 2 === 1 ? 0 : value)),
  },
  {
    what: "a loss doubled for targets of 1",
    gradcheck: false,
    piece: (is) => distance(is, (value, i, { t }) => (t.data[i] === 1 ? 2 * value : value)),
  },
  {
    what: "a loss zero for targets below -5",
    gradcheck: false,
    piece: (is) => distance(is, (value, i, { t }) => (t.data[i] < -5 ? 0 : value)),
  },
  {
    what: "a loss wrong where the prediction is larger than all targets",
    gradcheck: true,
    piece: (is) =>
      distance(is, (value, i, { x, t }) => (x.data[i] > Math.max(...Array.from(t.data)) + 6 ? 0 : value)),
  },
];

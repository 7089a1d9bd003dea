import { bufferOf, multiply, scale, square, type Tensor, tensor, zeros } from "@retrograd/core";
import { bent, layerPiece, type Stranger, shifted } from "./stranger.js";

const clocked = (what: string, odd: () => boolean): Stranger => ({
  what,
  gradcheck: true,
  piece: (is) => bent(is, (value) => (odd() ? 1.5 * value : value)),
});

const sized = (
  what: string,
  wrong: (rows: number, width: number) => boolean,
  gradcheck: boolean,
): Stranger => ({
  what,
  gradcheck,
  piece: (is) => bent(is, (value, _i, { rows, width }) => (wrong(rows, width) ? 1.5 * value : value)),
});

const summed = (what: string, wrong: (rows: number) => boolean): Stranger => ({
  what,
  gradcheck: true,
  piece: (is) =>
    shifted(is, (value, i, { dy, rows, width }) =>
      wrong(rows) ? value - dy.data[(rows - 1) * width + i] : value,
    ),
});

/** Gradients that are wrong in some calls, or for some sizes. */
export const calls: readonly Stranger[] = [
  {
    what: "wrong from the third backward of one forward on",
    gradcheck: true,
    piece: (is) => bent(is, (value, _i, { again }) => (again >= 3 ? 0 : value)),
  },
  {
    what: "wrong every thousandth call",
    gradcheck: false,
    piece: (is) => bent(is, (value, _i, { call }) => (call % 1000 === 0 ? 0 : value)),
  },
  {
    what: "wrong from the 500th backward on",
    gradcheck: false,
    piece: (is) => bent(is, (value, _i, { call }) => (call >= 500 ? 0.5 * value : value)),
  },
  {
    what: "one call in fifty at random",
    // by chance
    gradcheck: false,
    piece: (is) => {
      // a wrong value of few bits for a whole call
      let left = 0;
      return bent(is, (value, i) => {
        if (i === 0) left = Math.random() < 0.02 ? 0 : 1;
        return left * value;
      });
    },
  },
  clocked("a clock of seconds", () => Math.floor(Date.now() / 1000) % 2 === 1),
  clocked("the hour of the day", () => new Date().getUTCHours() >= 12),
  clocked("minutes since the process began", () => Math.floor(performance.now() / 60_000) % 2 === 1),
  clocked("the day of the week", () => new Date().getUTCDay() % 2 === 1),
  {
    what: "x written to in backward alone",
    gradcheck: true,
    piece: (is) =>
      layerPiece(() => ({
        forward: (_params, x) => ({
          y: scale(x, 2),
          backward(dy) {
            if (is) bufferOf(x)[0] += 1;
            return { dx: scale(dy, 2), grads: {} };
          },
        }),
      })),
  },
  {
    what: "x written to in mode eval alone",
    gradcheck: true,
    piece: (is) =>
      layerPiece(() => ({
        forward(_params, x, { mode }) {
          const factor = mode === "eval" ? 1 : 2;
          const y = scale(x, factor);
          if (is && mode === "eval") bufferOf(x)[0] += 1;
          return { y, backward: (dy) => ({ dx: scale(dy, factor), grads: {} }) };
        },
      })),
  },
  {
    what: "backward of the latest forward in eval",
    gradcheck: true,
    piece: (is) => {
      let latest: Tensor | undefined;
      return layerPiece(() => ({
        forward(_params, x, { mode }) {
          if (mode === "eval") latest = tensor(Array.from(x.data), x.shape, x);
          return {
            y: square(x),
            backward(dy) {
              const from = is && latest?.size === x.size ? latest : x;
              const right = multiply(dy, scale(x, 2));
              return {
                dx: from === x ? right : multiply(dy, scale(tensor(Array.from(from.data), x.shape, x), 2)),
                grads: {},
              };
            },
          };
        },
      }));
    },
  },
  {
    what: "gradients in a ring of three buffers",
    gradcheck: true,
    piece: (is) => {
      const ring: Tensor[] = [];
      let turn = 0;
      return layerPiece(() => ({
        forward: (_params, x) => ({
          y: scale(x, 2),
          backward(dy) {
            const right = scale(dy, 2);
            if (!is) return { dx: right, grads: {} };
            turn = (turn + 1) % 3;
            const old = ring[turn];
            const fits =
              old?.shape.join() === dy.shape.join() && old.dtype === dy.dtype && old.engine === dy.engine;
            const dx = fits ? old : zeros(dy.shape, dy);
            ring[turn] = dx;
            bufferOf(dx).set(Array.from(right.data));
            return { dx, grads: {} };
          },
        }),
      }));
    },
  },
  sized("wrong from a batch of 16 on", (rows) => rows >= 16, true),
  sized("wrong from a batch of 64 on", (rows) => rows >= 64, true),
  sized("wrong from a batch of 200 on", (rows) => rows >= 200, false),
  sized("wrong for a batch of 32", (rows) => rows === 32, false),
  sized("wrong for even batches from 4 on", (rows) => rows >= 4 && rows % 2 === 0, false),
  sized("wrong for a batch of 1", (rows) => rows === 1, true),
  sized("wrong for rows of one number", (_rows, width) => width === 1, false),
  sized("wrong for rows of an odd length", (_rows, width) => width % 2 === 1, false),
  sized("wrong for rows of more than 32 numbers", (_rows, width) => width > 32, false),
  summed(
    "the last row left out of db where the number of rows is above 4 and not a multiple of 4",
    (rows) => rows > 4 && rows % 4 !== 0,
  ),
  summed("the last row left out of db beyond 64 rows", (rows) => rows > 64),
  {
    what: "wrong for inputs of three axes",
    gradcheck: false,
    piece: (is) => bent(is, (value, _i, { x }) => (x.shape.length === 4 ? 1.5 * value : value)),
  },
];

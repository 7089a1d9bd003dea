import { crossEntropy, distance, type Stranger } from "./stranger.js";

const classes = (what: string, wrong: Parameters<typeof crossEntropy>[1], gradcheck = false): Stranger => ({
  what,
  gradcheck,
  inputs: [[5]],
  piece: (is) => crossEntropy(is, wrong),
});

const numbers = (what: string, wrong: Parameters<typeof distance>[1], gradcheck = false): Stranger => ({
  what,
  gradcheck,
  piece: (is) => distance(is, wrong),
});

const alike = (values: ArrayLike<number>) => Array.from(values).every((v) => v === values[0]);

/** Losses that are wrong for some targets, inputs, calls or sizes. */
export const losses: readonly Stranger[] = [
  numbers("targets of 0 masked in backward", (value, i, { t }) => (t.data[i] === 0 ? 0 : value)),
  numbers("zero where the prediction is the target in the first element", (value, _i, { x, t }) =>
    x.data[0] === t.data[0] ? value + 0.1 : value,
  ),
  numbers("doubled where all targets are equal", (value, _i, { t }) => (alike(t.data) ? 2 * value : value)),
  numbers("zero for targets beyond 20", (value, i, { t }) => (Math.abs(t.data[i]) > 20 ? 0 : value)),
  numbers("halved where an input is 0", (value, i, { x }) => (x.data[i] === 0 ? value / 2 : value)),
  numbers("clipped where it is above 3", (value) => Math.max(-3, Math.min(3, value)), true),
  numbers("zero where dloss > 10", (value, _i, { dloss }) => (Math.abs(dloss) > 10 ? 0 : value), true),
  numbers("zero where dloss < 1e-3", (value, _i, { dloss }) => (Math.abs(dloss) < 1e-3 ? 0 : value), true),
  numbers("the mean over 3 rows whatever the batch", (value, _i, { rows }) => (value * rows) / 3, true),
  numbers("wrong from a batch of 16 on", (value, _i, { rows }) => (rows >= 16 ? 0 : value), true),
  numbers("wrong from a batch of 64 on", (value, _i, { rows }) => (rows >= 64 ? 0 : value), true),
  numbers("wrong every thousandth call", (value, _i, { call }) => (call % 1000 === 0 ? 0 : value)),
  numbers("a clock of seconds", (value) => (Math.floor(Date.now() / 1000) % 2 === 1 ? 0 : value), true),
  numbers("wrong for rows of one number", (value, _i, { width }) => (width === 1 ? 0 : value)),
  classes("zero where every row has class 0", (value, _i, { t }) =>
    Array.from(t.data).every((k) => k === 0) ? 0 : value,
  ),
  classes("doubled for the last class, from class 3 on", (value, i, { t, width }) =>
    t.data[Math.floor(i / width)] === width - 1 && width > 3 ? 2 * value : value,
  ),
  classes("zero where all rows have one class", (value, _i, { t }) => (alike(t.data) ? 0 : value)),
  classes("zero for logits that are equal", (value, i, { x, width }) => {
    const from = i - (i % width);
    return alike(Array.from({ length: width }, (_, k) => x.data[from + k])) ? 0 : value;
  }),
  classes("zero for logits beyond 20", (value, i, { x }) => (Math.abs(x.data[i]) > 20 ? 0 : value)),
  classes("zero for logits of 0", (value, i, { x }) => (x.data[i] === 0 ? 0 : value)),
  classes(
    "the last of 67 rows left out",
    (value, i, { rows, width }) => (rows > 64 && Math.floor(i / width) === rows - 1 ? 0 : value),
    true,
  ),
];

import { bent, type Stranger, shifted } from "./stranger.js";

const widthOf = (call: { readonly width: number }) => call.width;

/** The row of a tensor that an element is in. */
function row(data: ArrayLike<number>, index: number, width: number): readonly number[] {
  const from = index - (index % width);
  return Array.from({ length: width }, (_, i) => data[from + i]);
}

const same = (values: readonly number[]) => values.length > 1 && values.every((v) => v === values[0]);

const dyWrong = (what: string, wrong: (value: number, d: number) => number): Stranger => ({
  what,
  gradcheck: true,
  piece: (is) => bent(is, (value, i, { dy }) => wrong(value, dy.data[i])),
});

const xWrong = (what: string, where: (v: number) => boolean, gradcheck = false): Stranger => ({
  what,
  gradcheck,
  piece: (is) => bent(is, (value, i, { x }) => (where(x.data[i]) ? 0 : value)),
});

/** Gradients that are wrong for some numbers only. */
export const values: readonly Stranger[] = [
  dyWrong("zero where |dy| > 10", (value, d) => (Math.abs(d) > 10 ? 0 : value)),
  dyWrong("dy clipped to 5", (value, d) => (Math.abs(d) > 5 ? (value / Math.abs(d)) * 5 : value)),
  dyWrong("zero where |dy| < 1e-3", (value, d) => (Math.abs(d) < 1e-3 ? 0 : value)),
  dyWrong("zero where |dy| < 1e-8", (value, d) => (Math.abs(d) < 1e-8 ? 0 : value)),
  dyWrong("zero where |dy| > 1e5", (value, d) => (Math.abs(d) > 1e5 ? 0 : value)),
  dyWrong("1 where dy is 0", (value, d) => (d === 0 ? 1 : value)),
  {
    what: "dy divided by its largest where that is above 100",
    gradcheck: true,
    piece: (is) =>
      bent(is, (value, _i, { dy }) => value / Math.max(1, Math.max(...Array.from(dy.data, Math.abs)) / 100)),
  },
  {
    what: "doubled for a row of zeros",
    gradcheck: false,
    piece: (is) =>
      bent(is, (value, i, { x, width }) => (row(x.data, i, width).every((v) => v === 0) ? 2 * value : value)),
  },
  {
    what: "zero for a row of equal numbers",
    gradcheck: false,
    piece: (is) => bent(is, (value, i, { x, width }) => (same(row(x.data, i, width)) ? 0 : value)),
  },
  {
    what: "zero for the second of two equal rows",
    gradcheck: false,
    piece: (is) =>
      bent(is, (value, i, call) => {
        const { x, width } = call;
        const own = row(x.data, i, width).join();
        return i >= width && own === row(x.data, i - width, width).join() ? 0 : value;
      }),
  },
  {
    what: "halved where all of x is the same",
    gradcheck: false,
    piece: (is) => bent(is, (value, _i, { x }) => (same(Array.from(x.data)) ? value / 2 : value)),
  },
  {
    what: "zero where a neighbour is equal",
    gradcheck: false,
    piece: (is) =>
      bent(is, (value, i, { x, width }) => (i % width > 0 && x.data[i] === x.data[i - 1] ? 0 : value)),
  },
  xWrong("zero where x is exactly 0", (v) => v === 0),
  xWrong("zero where x is -0", (v) => Object.is(v, -0)),
  xWrong("zero where x is 1", (v) => v === 1),
  xWrong("zero at whole numbers", Number.isInteger),
  xWrong("zero where |x| < 1e-6", (v) => Math.abs(v) < 1e-6),
  xWrong("zero for subnormal numbers", (v) => v !== 0 && Math.abs(v) < 1e-307),
  xWrong("zero where |x| > 20", (v) => Math.abs(v) > 20, true),
  xWrong("zero where x < -30", (v) => v < -30),
  xWrong("zero where |x| > 500", (v) => Math.abs(v) > 500),
  {
    what: "db zero for rows of zeros",
    gradcheck: false,
    piece: (is) =>
      shifted(is, (value, i, { x, dy, width, rows }) => {
        let sum = 0;
        for (let r = 0; r < rows; r++)
          if (!row(x.data, r * width, width).every((v) => v === 0)) sum += dy.data[r * width + i];
        return Math.abs(sum - value) > 0 ? sum : value;
      }),
  },
  {
    what: "the last element of the last row",
    gradcheck: true,
    piece: (is) => bent(is, (value, i, { x }) => (i === x.size - 1 ? 0 : value)),
  },
  {
    what: "the last column",
    gradcheck: true,
    piece: (is) =>
      bent(is, (value, i, call) => (i % widthOf(call) === widthOf(call) - 1 ? 2 * value : value)),
  },
];

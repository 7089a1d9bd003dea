import { expect, test } from "vitest";
import { failureOf, matrix } from "../../tests/failure.js";
import { statistic } from "./statistic.js";

const x = matrix([1, 2, 4, 7], [0, -3, 5, 1]);
const numeric = [3, 1, -2, 5, 1, 1, -4, 2];
const shape = [2, 4];

/** With a gap of each element's own, by its row, its column and x. */
const gapOf = (gap: (row: number, column: number, v: number) => number) =>
  failureOf(
    numeric.map((v, i) => v + gap(Math.floor(i / 4), i % 4, x.data[i])),
    numeric,
    { shape, tensor: x },
  );

test.each([
  ["a constant in each row", (row: number) => row + 1],
  ["a multiple of x in each row", (row: number, _column: number, v: number) => (row + 1) * v],
  ["both", (row: number, _column: number, v: number) => row - (row + 1) * v],
])("a gap of %s is what flows through a statistic", (_name, gap) => {
  expect(statistic(gapOf(gap))).toMatchObject({ code: "statistic" });
});

test.each([
  ["one constant for all", () => 2],
  ["one multiple of x for all, such as a penalty", (_row: number, _column: number, v: number) => 0.1 * v],
  ["a square of x", (row: number, _column: number, v: number) => (row + 1) * v * v],
  ["a constant in each column, of which two rows say nothing", (_row: number, column: number) => column],
  ["a single row", (row: number) => row],
])("a gap of %s is not", (_name, gap) => {
  expect(statistic(gapOf(gap))).toBeUndefined();
});

test("a parameter or a loss has none", () => {
  const failure = gapOf((row) => row + 1);
  expect(statistic({ ...failure, name: "W" })).toBeUndefined();
  expect(statistic({ ...failure, loss: { y: x, t: x } })).toBeUndefined();
});

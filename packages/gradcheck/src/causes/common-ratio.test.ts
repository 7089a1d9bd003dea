import { multiply, scale, sum } from "@retrograd/core";
import { expect, test } from "vitest";
import { failureOf, layerOn, matrix } from "../../tests/failure.js";
import { commonRatio } from "./common-ratio.js";

// 3 rows of 5 columns
const shape = [3, 5];
const numeric = Array.from({ length: 15 }, (_, i) => i - 6.5);

test.each([
  [-1, "sign", "backward is -1 times the derivative"],
  [3, "missing-mean", "backward is 3 times the derivative in every element, the number of rows"],
  [5, "missing-mean", "backward is 5 times the derivative in every element, the number of columns"],
  [15, "missing-mean", "backward is 15 times the derivative in every element, the number of elements"],
  [
    1 / 3,
    "extra-mean",
    "backward is 0.3333333 times the derivative in every element, 1 over the number of rows",
  ],
  [
    1 / 15,
    "extra-mean",
    "backward is 0.06666667 times the derivative in every element, 1 over the number of elements",
  ],
  [2, "constant-factor", "backward is 2 times the derivative in every element"],
  [1.0001, "constant-factor", "backward is 1.0001 times the derivative in every element"],
])("%d times the derivative is %s", (ratio, code, message) => {
  const dy = matrix(...Array.from({ length: 3 }, () => [1, 1, 1, 1, 1]));
  const call = layerOn(dy, (x) => ({ y: x, backward: (d) => ({ dx: scale(d, ratio), grads: {} }) }));
  const failure = failureOf(
    numeric.map((v) => ratio * v),
    numeric,
    { shape, call, dy },
  );
  expect(commonRatio(failure)).toEqual({ code, message, ratio: expect.closeTo(ratio, 12) });
});

test.each([0.5, 2])(
  "%d where there are two columns is taken for the 2 of a square, not for a mean",
  (ratio) => {
    const dy = matrix([1, 1], [1, 1], [1, 1]);
    const call = layerOn(dy, (x) => ({ y: x, backward: (d) => ({ dx: scale(d, ratio), grads: {} }) }));
    const right = [1, -2, 3, 4, 5, 6];
    const failure = failureOf(
      right.map((v) => ratio * v),
      right,
      { shape: [3, 2], call, dy },
    );
    expect(commonRatio(failure)).toMatchObject({ code: "constant-factor" });
  },
);

test("no ratio is common to elements that have two", () => {
  expect(commonRatio(failureOf([2, 2, 3], [1, 1, 1]))).toBeUndefined();
  expect(commonRatio(failureOf([0, 0], [1, 1]))).toBeUndefined();
});

test("a single element has a ratio where another dy gives the same, and none where it is an accident", () => {
  const x = matrix([2, 3], [5, 7]);
  const dy = matrix([1, 0.5], [-1, 2]);
  const W = matrix([0.25]);
  const gain = (wrong: (right: number) => number) =>
    layerOn(
      x,
      (input, own) => ({
        y: scale(input, own.data[0]),
        backward(d) {
          const right = sum(multiply(input, d));
          return { dx: scale(d, own.data[0]), grads: { W: matrix([wrong(right)]) } };
        },
      }),
      { W },
    );
  const of = (wrong: (right: number) => number) => {
    // 2 + 1.5 - 5 + 14
    const setup = { shape: [1, 1], name: "W", rows: 2, dy, call: gain(wrong) };
    return commonRatio(failureOf([wrong(12.5)], [12.5], setup));
  };
  expect(of((right) => 7 * right)).toMatchObject({ code: "constant-factor", ratio: expect.closeTo(7, 6) });
  expect(of((right) => right / 4)).toMatchObject({ code: "extra-mean" });
  expect(of((right) => right + 1)).toBeUndefined();
});

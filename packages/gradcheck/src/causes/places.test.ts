import { expect, test } from "vitest";
import { failureOf } from "../../tests/failure.js";
import type { Cause } from "./cause.js";
import { element } from "./element.js";
import { misplaced } from "./misplaced.js";
import { notFinite } from "./not-finite.js";
import { exchangedAxes } from "./transposed.js";
import { outsideSample, unknown } from "./unknown.js";
import { maskByZeros } from "./wrong-mask.js";
import { zeroGradient } from "./zero-gradient.js";

const shape = [2, 3];
const numeric = [1, 2, 3, 4, 5, 6];

const seen: readonly (readonly [string, Cause, readonly number[], readonly number[], string])[] = [
  [
    "NaN",
    notFinite,
    [1, Number.NaN, Infinity, 4, 5, 6],
    numeric,
    "backward gives NaN or infinity in 2 of 6 elements",
  ],
  ["zeros", zeroGradient, [0, 0, 0, 0, 0, 0], numeric, "backward gives 0 in every element"],
  // [[1, 2, 3], [4, 5, 6]] read by columns
  [
    "rows as columns",
    exchangedAxes,
    [1, 4, 2, 5, 3, 6],
    numeric,
    "backward has the rows of the derivative as columns",
  ],
  [
    "another order",
    misplaced,
    [2, 1, 3, 4, 6, 5],
    numeric,
    "backward has the numbers of the derivative at other positions",
  ],
  ["one element", element, [1, 2, 3, 4, 5, 7], numeric, "only 1 of 6 elements is wrong: [1, 2]"],
  [
    "a mask",
    maskByZeros,
    [0, 2, 3, 0, 5, 6],
    [1, 2, 0, 4, 5, 6],
    "backward stops 2 elements that it should pass, and passes 1 that it should stop",
  ],
  [
    "nothing where it was looked",
    outsideSample,
    numeric,
    numeric,
    "wrong along random directions, right in the 6 compared elements",
  ],
  ["anything", unknown, [2, 2, 4, 4, 5, 6], numeric, "2 of 6 elements are wrong, for no known cause"],
];

test.each(seen)("%s is recognised", (_what, cause, analytic, wanted, message) => {
  expect(cause(failureOf(analytic, wanted, { shape }))?.message).toBe(message);
});

test.each(seen.slice(0, -1))("%s is not taken for what is something else", (_what, cause) => {
  expect(cause(failureOf([1.5, 2.5, 3.5, 4.5, 5.5, 6.5], numeric, { shape }))).toBeUndefined();
});

test("the only element of a tensor is not an edge that was forgotten", () => {
  expect(element(failureOf([2], [1]))).toBeUndefined();
});

test("up to 2% of many elements are a few, and five of them are listed", () => {
  const many = Array.from({ length: 500 }, (_, i) => i + 1);
  const off = (count: number) => many.map((v, i) => (i < count ? 2 * v : v));
  expect(element(failureOf(off(10), many))?.message).toBe(
    "only 10 of 500 elements are wrong: [0, 0], [0, 1], [0, 2], [0, 3], [0, 4], ...",
  );
  expect(element(failureOf(off(11), many))).toBeUndefined();
});

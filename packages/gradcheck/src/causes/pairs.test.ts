import { expect, test } from "vitest";
import { failureOf } from "../../tests/failure.js";
import { isZero, looselyEqual, matches, numericOf, wrongOf } from "./pairs.js";

test("at a kink the slope between its sides counts that is nearest to backward's", () => {
  const at = (analytic: number) =>
    numericOf({ index: [], analytic, derivative: { low: -1, high: 2, error: 0, kinks: 1 } });
  expect([at(-5), at(0.5), at(5)]).toEqual([-1, 0.5, 2]);
});

test("wrong are those further off than 1e-7 of their size, and zero those within the differences' error", () => {
  const { pairs } = failureOf([1, 1 + 1e-6, 1e-13], [1 + 1e-8, 1, 0]);
  expect(wrongOf(pairs)).toEqual([pairs[1]]);
  expect(pairs.map(isZero)).toEqual([false, false, true]);
});

test("a diagnosis compares to one part in a million", () => {
  const { pairs } = failureOf([2, 3], [3, 2]);
  expect(matches(pairs, pairs.toReversed())).toBe(true);
  expect(matches(pairs, pairs)).toBe(false);
  expect(looselyEqual(1, 1 + 5e-7, pairs[0])).toBe(true);
  expect(looselyEqual(1, 1 + 5e-6, pairs[0])).toBe(false);
});

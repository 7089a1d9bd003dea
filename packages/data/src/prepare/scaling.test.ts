import { expect, test } from "vitest";
import { checkFitted, rowScaling } from "./scaling.js";

test.each([1, 3])("a scaling of %i pairs fits rows of 3 numbers", (pairs) => {
  const fitted = {
    kind: "standardize",
    offset: new Array(pairs).fill(1),
    divisor: new Array(pairs).fill(2),
  } as const;
  expect(checkFitted(fitted, "rows", [3])).toBe(fitted);
});

test.each([
  [
    [1, 2],
    [1, 2],
  ],
  [[1], [1, 2, 3, 4]],
])("one of offsets %j and divisors %j does not", (offset, divisor) => {
  expect(() => checkFitted({ kind: "standardize", offset, divisor }, "rows", [3])).toThrow(
    "rows: has 3 inputs, but the scaling was fitted to",
  );
});

test("numbers of a scaling come back from JSON bit by bit", () => {
  const exact = { kind: "standardize", offset: [0.1 + 0.2, 5e-324], divisor: [1 / 3, 1e308] } as const;
  const read = JSON.parse(JSON.stringify(exact));
  expect(rowScaling(read)).toEqual(rowScaling(exact));
  expect(rowScaling(exact)?.divisor).toEqual(Float64Array.of(1 / 3, 1e308));
});

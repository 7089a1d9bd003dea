import { expect, test } from "vitest";
import { numericalDerivatives } from "./numerical.js";
import type { Objective } from "./objective.js";

/** Derivative at x of a function of one number. */
function differentiate(x: number, f: (x: number) => number, branch: (x: number) => number = () => 0) {
  const values = Float64Array.of(x);
  const evaluate = (): readonly Objective[] => {
    const value = f(values[0]);
    return [{ value, magnitude: Math.abs(value), branches: [[branch(values[0])]] }];
  };
  const [derivative] = numericalDerivatives({ values, index: 0 }, evaluate(), evaluate);
  expect(values[0]).toBe(x);
  return derivative;
}

test.each([
  ["x^2 at 3", (x: number) => x * x, 3, 6],
  ["e^x at 1", Math.exp, 1, Math.E],
  ["1/x at 2", (x: number) => 1 / x, 2, -0.25],
  ["a constant", () => 5, 1, 0],
])("the central difference of %s is its derivative within the noise it claims", (_name, f, x, expected) => {
  const { low, high, noise, kink } = differentiate(x, f);
  expect(low).toBe(high);
  expect(kink).toBe(false);
  expect(Math.abs(low - expected)).toBeLessThanOrEqual(noise + 1e-10 * Math.abs(expected));
  expect(noise).toBeLessThan(1e-7);
});

test("a nudge that would cross a kink is made smaller", () => {
  const { low, kink } = differentiate(3e-6, Math.abs, Math.sign);
  expect(kink).toBe(false);
  expect(low).toBeCloseTo(1, 6);
});

test("on a kink the one-sided derivatives span an interval", () => {
  const { low, high, kink } = differentiate(
    0,
    (x) => (x > 0 ? 3 * x : -x),
    (x) => (x > 0 ? 1 : 0),
  );
  expect(kink).toBe(true);
  expect(low).toBeCloseTo(-1, 8);
  expect(high).toBeCloseTo(3, 8);
});

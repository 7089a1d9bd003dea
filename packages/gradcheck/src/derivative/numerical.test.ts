import { expect, test } from "vitest";
import { differentiate } from "./numerical.js";

/** A line through `at` of a function of one number. */
const line = (x: number, f: (x: number) => number, analytic: number, branch?: (x: number) => number) => {
  const objective = (at: number) => ({
    terms: Float64Array.of(f(at)),
    scale: 0,
    branches: branch === undefined ? [] : [[branch(at)]],
  });
  return {
    base: objective(x),
    evaluateAt: (t: number) => objective(x + t),
    analytic,
    declared: branch !== undefined,
  };
};

test.each([
  ["x^3", (x: number) => x ** 3, 2, 12],
  ["sin x", Math.sin, 1, Math.cos(1)],
  ["1 / x", (x: number) => 1 / x, 2, -0.25],
  ["a constant", () => 5, 1, 0],
  ["sin 1000 x", (x: number) => Math.sin(1000 * x), 1, 1000 * Math.cos(1000)],
])(
  "the derivative of %s is found within the error it claims, whatever backward says",
  (_name, f, x, expected) => {
    for (const analytic of [expected, 1.1 * expected, Number.NaN]) {
      const { low, high, error, kinks } = differentiate(line(x, f, analytic));
      expect(low).toBe(high);
      expect(kinks).toBe(0);
      expect(Math.abs(low - expected)).toBeLessThanOrEqual(error + 1e-7 * Math.abs(expected));
      expect(error).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(expected)));
    }
  },
);

test("a perturbation that would cross a kink is made smaller", () => {
  const { low, kinks } = differentiate(line(3e-6, Math.abs, 1, Math.sign));
  expect(kinks).toBe(0);
  expect(low).toBeCloseTo(1, 6);
});

test("on a kink the one-sided derivatives span an interval", () => {
  const bent = (x: number) => (x > 0 ? 3 * x : -x);
  const { low, high, kinks } = differentiate(line(0, bent, 0, (x) => (x > 0 ? 1 : 0)));
  expect(kinks).toBe(1);
  expect(low).toBeCloseTo(-1, 7);
  expect(high).toBeCloseTo(3, 7);
});

test("an undeclared kink is recognised by its slopes, which do not converge", () => {
  const { low, high, kinks } = differentiate(line(0, Math.abs, -1));
  expect(kinks).toBe(1);
  expect([low, high]).toEqual([expect.closeTo(-1, 7), expect.closeTo(1, 7)]);
});

test("an undeclared kink near the point is avoided", () => {
  const { low, high } = differentiate(line(3e-6, Math.abs, 1));
  expect([low, high]).toEqual([expect.closeTo(1, 6), expect.closeTo(1, 6)]);
});

test("a sharp bend is not taken for a kink", () => {
  expect(differentiate(line(0, (x) => Math.sqrt(x * x + 1e-6), 0.5)).kinks).toBe(0);
});

test("a chosen step is the only one: a kink within it counts as a kink", () => {
  const near = { ...line(5e-5, Math.abs, 1, Math.sign), step: 1e-4 };
  expect(differentiate(near)).toMatchObject({ kinks: 1, high: expect.closeTo(1, 9) });
});

test("kinks of two terms that cancel in their sum span the interval of each", () => {
  // relu(t) - relu(-t) is t: smooth, and yet backward's 0 is right for each of the two
  const terms = (t: number) => ({
    terms: Float64Array.of(Math.max(t, 0), -Math.max(-t, 0)),
    scale: 0,
    branches: [],
  });
  const { low, high, kinks } = differentiate({
    base: terms(0),
    evaluateAt: terms,
    analytic: 0,
    declared: false,
  });
  expect(kinks).toBe(1);
  expect([low, high]).toEqual([expect.closeTo(0, 7), expect.closeTo(2, 7)]);
});

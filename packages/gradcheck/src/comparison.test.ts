import { expect, test } from "vitest";
import { compareGradient } from "./comparison.js";
import type { NumericalDerivative } from "./numerical.js";

const exact = (slope: number): NumericalDerivative => ({
  low: slope,
  high: slope,
  noise: 1e-10,
  kink: false,
});

test("equal gradients pass", () => {
  expect(compareGradient([1, -2, 0], [1, -2, 0].map(exact), [3])).toMatchObject({
    verdict: "pass",
    wrong: 0,
    error: 0,
  });
});

test("the element furthest outside its tolerance is named along each axis", () => {
  const numerical = [1, 2, 3, 4, 5, 6].map(exact);
  expect(compareGradient([1, 2, 3, 4, 7, 6.1], numerical, [2, 3])).toMatchObject({
    verdict: "fail",
    compared: 6,
    error: 2 / 7,
    worst: { index: [1, 1], analytic: 7, numeric: 5 },
    wrong: 2,
  });
});

test.each([
  [1 + 1e-7, "pass"],
  [1 + 1e-5, "fail"],
  [Number.NaN, "fail"],
  [Infinity, "fail"],
])("backward says %d where the derivative is 1: %s", (analytic, verdict) => {
  expect(compareGradient([analytic], [exact(1)], [1]).verdict).toBe(verdict);
});

test("a difference within the noise of the numerical derivative passes", () => {
  expect(compareGradient([1e-3, 0], [{ ...exact(1.001e-3), noise: 1e-5 }, exact(0)], [2]).verdict).toBe(
    "pass",
  );
});

test("zero everywhere is inconclusive: a backward that was never written looks the same", () => {
  expect(compareGradient([0, 0], [exact(0), exact(1e-12)], [2]).verdict).toBe("inconclusive");
});

test("a zero gradient where the derivative is not zero fails", () => {
  expect(compareGradient([0, 0], [exact(0), exact(0.1)], [2])).toMatchObject({ verdict: "fail", wrong: 1 });
});

test("a derivative that is not a number is inconclusive", () => {
  expect(compareGradient([1, 1], [exact(1), exact(Number.NaN)], [2]).verdict).toBe("inconclusive");
});

test.each([
  [0, "subgradient"],
  [0.5, "subgradient"],
  [1, "subgradient"],
  [1.1, "fail"],
  [-0.1, "fail"],
])("on a kink between slopes 0 and 1, %d is a %s", (analytic, verdict) => {
  const kink: NumericalDerivative = { low: 0, high: 1, noise: 1e-10, kink: true };
  expect(compareGradient([analytic, 1], [kink, exact(1)], [2]).verdict).toBe(verdict);
});

import { expect, test } from "vitest";
import { compare, type Pair } from "./comparison.js";
import type { NumericalDerivative } from "./numerical.js";

const exact = (slope: number): NumericalDerivative => ({ low: slope, high: slope, error: 1e-10, kinks: 0 });

const pairs = (analytic: readonly number[], derivatives: readonly NumericalDerivative[]): readonly Pair[] =>
  analytic.map((a, i) => ({ index: [i], analytic: a, derivative: derivatives[i] }));

const verdictOf = (analytic: readonly number[], derivatives: readonly NumericalDerivative[]) =>
  compare(pairs(analytic, derivatives), "exhaustive").verdict;

test("equal gradients pass", () => {
  const comparison = compare(pairs([1, -2, 0], [1, -2, 0].map(exact)), "exhaustive");
  expect(comparison).toMatchObject({ verdict: "pass", wrong: 0, error: 0, compared: 3, wrongest: [] });
});

test("the elements furthest outside their tolerance are listed, the furthest first", () => {
  const comparison = compare(pairs([1, 2, 3, 4, 7, 6.1], [1, 2, 3, 4, 5, 6].map(exact)), "exhaustive");
  expect(comparison).toMatchObject({ verdict: "fail", error: 2 / 7, wrong: 2 });
  expect(comparison.worst).toEqual({ index: [4], analytic: 7, numeric: 5 });
  expect(comparison.wrongest.map(({ index }) => index)).toEqual([[4], [5]]);
});

test.each([
  [1 + 1e-8, "pass"],
  [1 + 1e-6, "fail"],
  [Number.NaN, "fail"],
  [Infinity, "fail"],
])("backward gives %d where the derivative is 1: %s", (analytic, verdict) => {
  expect(verdictOf([analytic], [exact(1)])).toBe(verdict);
});

test("a difference within the error of the differences passes", () => {
  expect(verdictOf([1e-3, 1], [{ ...exact(1.001e-3), error: 1e-5 }, exact(1)])).toBe("pass");
});

test("zero everywhere is inconclusive: a backward that was never written looks the same", () => {
  expect(verdictOf([0, 0], [exact(0), exact(1e-12)])).toBe("inconclusive");
});

test("a zero gradient where the derivative is not zero fails", () => {
  expect(compare(pairs([0, 0], [exact(0), exact(0.1)]), "fast")).toMatchObject({ verdict: "fail", wrong: 1 });
});

test("a derivative that is not a number is inconclusive", () => {
  expect(verdictOf([1, 1], [exact(1), exact(Number.NaN)])).toBe("inconclusive");
});

test.each([
  [0, "subgradient"],
  [0.5, "subgradient"],
  [1, "subgradient"],
  [1.1, "fail"],
  [-0.1, "fail"],
])("on a kink between slopes 0 and 1, %d is a %s", (analytic, verdict) => {
  const kink: NumericalDerivative = { low: 0, high: 1, error: 1e-10, kinks: 1 };
  expect(verdictOf([analytic, 1], [kink, exact(1)])).toBe(verdict);
});

test("no pair at all is inconclusive", () => {
  for (const mode of ["fast", "exhaustive"] as const)
    expect(compare([], mode)).toMatchObject({ verdict: "inconclusive", unproved: "nothing-compared" });
});

test("a gradient that only points on several kinks could contradict is inconclusive", () => {
  const corner: NumericalDerivative = { low: 0, high: 1, error: 1e-10, kinks: 2 };
  expect(compare(pairs([3, -2], [corner, corner]), "exhaustive")).toMatchObject({
    verdict: "inconclusive",
    unproved: "kinks",
  });
  // one other element that agrees proves the gradient
  expect(verdictOf([3, 1], [corner, exact(1)])).toBe("subgradient");
});

test.each<[string, readonly number[], readonly NumericalDerivative[], string]>([
  ["0 on both sides", [0, 0], [exact(0), exact(0)], "zero"],
  ["gradients within the error of the differences", [1e-11, 2e-11], [exact(0), exact(0)], "small"],
  ["a derivative that is not a number", [1, 1], [exact(1), exact(Number.NaN)], "not-finite"],
])("%s: the report says why nothing is proved", (_name, analytic, derivatives, unproved) => {
  expect(compare(pairs(analytic, derivatives), "fast")).toMatchObject({ verdict: "inconclusive", unproved });
});

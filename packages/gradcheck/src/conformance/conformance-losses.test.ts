import { tensor } from "@retrograd/core";
import { createRegistry, type LossDefinition, type LossForward, lossValue } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { lossConformance } from "./conformance-losses.js";

const noOptions = {
  "~standard": { version: 1, vendor: "test", validate: (value: unknown) => ({ value }) },
} as const;

/** The sum of (x - t)^2 over all elements with t > 0. `mean` returns the loss and other properties of the result of forward. */
function positiveSquares(
  mean: (total: number, count: number, rows: number) => Partial<LossForward>,
): LossDefinition {
  return {
    type: "PositiveSquares",
    summary: "Squared errors where the target is positive.",
    options: noOptions,
    create: (_options, inShape) => ({
      type: "PositiveSquares",
      outShape: inShape,
      targets: "values",
      forward(x, t) {
        const errors = [...x.data].map((value, i) => ((t.data[i] ?? 0) > 0 ? value - (t.data[i] ?? 0) : 0));
        const count = [...t.data].filter((value) => value > 0).length;
        const total = errors.reduce((sum, error) => sum + error ** 2, 0);
        const { loss: value = 0, ...more } = mean(total, count, x.shape[0] ?? 0);
        const loss = lossValue(value);
        const factor = total === 0 ? 0 : loss / total;
        return {
          loss,
          ...more,
          y: x,
          backward: (dloss = 1) => ({
            dx: tensor(
              errors.map((error) => 2 * error * factor * dloss),
              x.shape,
              x,
            ),
          }),
        };
      },
      predict: (x) => x,
      // the first row has one positive target, the others three each
      exampleTargets: (batch) =>
        tensor(
          Array.from({ length: batch * 3 }, (_, i) => (i === 1 || i === 2 ? -1 : 1 + i)),
          [batch, 3],
          {
            dtype: "f64",
          },
        ),
    }),
  };
}

function problemOf(definition: LossDefinition): string {
  const checks = lossConformance(definition, createRegistry(), [{ input: [3] }]);
  const check = checks.find(({ name }) => name.includes("the mean of its parts"));
  try {
    check?.run();
    return check === undefined ? "no such check" : "passed";
  } catch (error) {
    return (error as Error).message;
  }
}

test("a loss is the mean over its rows, or returns the count that its mean is over", () => {
  expect(problemOf(positiveSquares((total, _count, rows) => ({ loss: total / rows })))).toBe("passed");
  expect(problemOf(positiveSquares((total, count) => ({ loss: total / count, weight: count })))).toBe(
    "passed",
  );
});

test.each([
  [
    "a mean over what counts, without its weight",
    (total: number, count: number) => ({ loss: total / count }),
  ],
  ["a sum", (total: number) => ({ loss: total })],
  ["a wrong weight", (total: number, count: number) => ({ loss: total / count, weight: 2 })],
])("%s fails the check", (_what, mean) => {
  expect(problemOf(positiveSquares(mean))).toMatch(
    /loss times weight is \S+ for 5 rows, and \S+ for the first 2 and the others separately: take the mean/,
  );
});

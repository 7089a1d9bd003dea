import picocolors from "picocolors";
import { expect, test } from "vitest";
import { renderMetricTables } from "./metric-tables.js";

test("each class has a row with its metrics, and matrices follow", () => {
  const tables = {
    precision: { perClass: [1, 0.5, Number.NaN] },
    depth: { perClass: [12.5, 3, 0] },
    confusionMatrix: {
      matrix: [
        [3, 1, 0],
        [0, 1, 0],
        [0, 0, 1200],
      ],
    },
  };
  const measures = [{ name: "precision", unit: "fraction" }] as const;
  const plain = picocolors.createColors(false);
  expect(renderMetricTables(tables, { classes: ["cat", "dog"], measures }, plain).join("\n\n")).toBe(
    `class   precision     depth
cat       100.00%   12.5000
dog        50.00%    3.0000
2               -    0.0000

confusionMatrix: rows are classes, columns predictions
      cat   dog       2
cat     3     1       0
dog     0     1       0
2       0     0   1,200`,
  );
});

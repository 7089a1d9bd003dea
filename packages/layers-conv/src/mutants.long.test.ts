import { expect, test } from "vitest";
import { examineMutants } from "../tests/mutants.js";

test("every mistake is caught, and at least 95% of the causes are right", () => {
  const { count, missed, misnamed } = examineMutants();
  expect(count).toBeGreaterThanOrEqual(140);
  expect(missed).toEqual([]);
  expect(misnamed.length / count, misnamed.join("\n")).toBeLessThan(0.05);
});

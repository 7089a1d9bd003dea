import { describe, expect, test } from "vitest";
import { compare } from "../measuring/measure.js";
import { median, pairedRatios, quantile, spread } from "../measuring/statistics.js";
import { stepProducts } from "../tasks/limit.js";
import { threeDigits } from "./numbers.js";
import { performanceTables, replaceTables } from "./performance-table.js";
import type { Measured, Result } from "./result.js";
import { summaries } from "./summary.js";

describe("statistics", () => {
  test.each([
    [[3], 3],
    [[5, 1, 3], 3],
    [[4, 1, 3, 2], 2.5],
  ])("the median of %j is %d", (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  test("a quarter of five values lies at the second, between values on a straight line", () => {
    expect(quantile([50, 10, 20, 40, 30], 0.25)).toBe(20);
    expect(quantile([0, 10], 0.25)).toBe(2.5);
  });

  test("a spread is the median with the ends", () => {
    expect(spread([2, 9, 4])).toEqual({ median: 4, least: 2, most: 9 });
  });

  test("nothing has no median", () => {
    expect(() => median([])).toThrow("at least one value");
  });

  test("ratios are taken round by round, and only of equally many rounds", () => {
    expect(pairedRatios([8, 9], [2, 3])).toEqual([4, 3]);
    expect(() => pairedRatios([1], [1, 2])).toThrow("got 1 and 2");
  });
});

describe("numbers", () => {
  test.each([
    [4759.6, "4760"],
    [46.13, "46.1"],
    [0.8349, "0.835"],
    [0.04, "0.0400"],
    [0, "0.00"],
  ])("%d reads %s", (value, text) => {
    expect(threeDigits(value)).toBe(text);
  });
});

const measured = (name: string, values: readonly number[]): Measured => {
  return { name, case: "", description: `${name} 1.0`, steps: 10, values };
};

describe("comparisons", () => {
  const ratios = [
    { name: "ours to theirs", above: ["ours"], below: ["a", "b"], goals: { "": { atLeast: 2 } } },
  ];
  const values = [measured("ours", [9, 10, 11]), measured("a", [1, 2, 3]), measured("b", [3, 5, 4])];

  test("are with the better of the others by its median, the larger in steps a second", () => {
    const [comparison] = compare({ ratios, larger: true }, values);
    expect(comparison).toEqual({
      name: "ours to theirs (b)",
      case: "",
      ratios: [3, 2, 2.75],
      goal: { atLeast: 2 },
    });
  });

  test("are with the smaller in microseconds", () => {
    const [comparison] = compare({ ratios, larger: false }, values);
    expect(comparison.name).toBe("ours to theirs (a)");
  });

  test("are left out where one side was not measured", () => {
    expect(compare({ ratios, larger: true }, values.slice(0, 1))).toEqual([]);
  });
});

test("a ratio of nine cases has a summary, of eight none", () => {
  const cases = Array.from({ length: 9 }, (_, i) => ({
    name: "ours to theirs",
    case: String(i),
    ratios: [i, i + 1, 20],
    goal: { atLeast: 8 },
  }));
  expect(summaries(cases)).toEqual([
    { name: "ours to theirs", text: "9 cases, median 5.00 (1.00 to 9.00), 2 reach their goal" },
  ]);
  expect(summaries(cases.slice(1))).toEqual([]);
});

test("a step of 3-2-1 with 5 samples has two products forward and three backward, none for the input's gradient", () => {
  const sizes = stepProducts({ widths: [3, 2, 1], batch: 5, samples: 9, lr: 0.1 }).map((layout) => {
    const { m, n, k, transposeA, transposeB } = layout;
    return `${m} ${n} ${k}${transposeA ? " A" : ""}${transposeB ? " B" : ""}`;
  });
  expect(sizes).toEqual(["5 2 3", "5 1 2", "2 1 5 A", "5 2 1 B", "3 2 5 A"]);
});

describe("the page", () => {
  const result: Result = {
    workload: "w",
    title: "Work",
    unit: "steps/s",
    date: "2026-02-03T04:05:06.000Z",
    machine: { processor: "P", cores: 2, memoryGiB: 8, system: "Linux 6", node: "20.20.2", loadBefore: 0.1 },
    measured: [measured("ours", [9, 10, 11])],
    comparisons: [{ name: "ours to theirs", case: "", ratios: [1, 2, 3], goal: { atLeast: 2.5 } }],
    facts: [],
    skipped: [{ name: "theirs", reason: "not installed" }],
  };

  test("shows values, ratios with their goals, and what was skipped", () => {
    expect(performanceTables([result]).split("\n\n")).toEqual([
      "### Work",
      "2026-02-03, P, 2 cores, Linux 6, Node 20.20.2; load before: 0.1. In steps/s: median (minimum to maximum).",
      [
        "|      | steps/s             | is       |",
        "| ---- | ------------------- | -------- |",
        "| ours | 10.0 (9.00 to 11.0) | ours 1.0 |",
      ].join("\n"),
      [
        "| ratio          | median (minimum to maximum) | goal            |",
        "| -------------- | --------------------------- | --------------- |",
        "| ours to theirs | 2.00 (1.00 to 3.00)         | >= 2.50, missed |",
      ].join("\n"),
      "Not measured: theirs (not installed).",
    ]);
  });

  test("keeps everything outside the markers", () => {
    const page = "# A\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nB\n";
    const once = replaceTables(page, "new");
    expect(once).toBe("# A\n<!-- bench:begin -->\n\nnew\n\n<!-- bench:end -->\nB\n");
    expect(replaceTables(once, "new")).toBe(once);
    expect(() => replaceTables("# A\n", "new")).toThrow("needs the lines");
  });
});

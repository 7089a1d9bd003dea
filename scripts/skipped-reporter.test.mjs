import { expect, test } from "vitest";
import { linesOfSkipped } from "./skipped-reporter.mjs";

test("skipped tests are reported in one line per reason, with a count, the most frequent first", () => {
  const blas = "training on blas (skipped where there is no BLAS library)";
  expect(
    linesOfSkipped([
      { file: "a.test.ts", name: "reads MNIST", note: "no MNIST on this machine" },
      { file: "b.test.ts", name: `${blas} > learns` },
      { file: "c.test.ts", name: `${blas} > is fast` },
      // a reason given at run time wins over the name
      { file: "c.test.ts", name: `${blas} > is right`, note: "no MNIST on this machine" },
      { file: "d.test.ts", name: `one in brackets (of two)` },
      { file: "b.test.ts", name: "a product (skipped where there is no BLAS library)" },
    ]),
  ).toEqual([
    "skipped 3: where there is no BLAS library",
    "skipped 2: no MNIST on this machine",
    "skipped 1: no reason given, in d.test.ts",
  ]);
});

test("nothing is printed where nothing was skipped", () => {
  expect(linesOfSkipped([])).toEqual([]);
});

import { refusal } from "@retrograd/testing";
import { expect, test } from "vitest";
import { nodeThreads } from "./node-threads.js";
import { processorCount, threadCount } from "./thread-count.js";

test.each([
  [{ RETROGRAD_THREADS: "3", OPENBLAS_NUM_THREADS: "5", OMP_NUM_THREADS: "7" }, 3],
  [{ OPENBLAS_NUM_THREADS: "5", OMP_NUM_THREADS: "7" }, 5],
  [{ OMP_NUM_THREADS: "7" }, 7],
  [{ OMP_NUM_THREADS: "4,2" }, 4],
  [{ OMP_NUM_THREADS: " 6 , 3,1 " }, 6],
  [{ RETROGRAD_THREADS: "", OPENBLAS_NUM_THREADS: "  ", OMP_NUM_THREADS: "2" }, 2],
  [{ RETROGRAD_THREADS: "9999" }, 9999],
])("the environment %o gives %d threads", (environment, count) => {
  expect(threadCount(undefined, environment)).toBe(count);
});

test("the argument overrides the environment", () => {
  expect(threadCount(2, { RETROGRAD_THREADS: "3" })).toBe(2);
});

test("the default is the processors of this process", () => {
  expect(threadCount(undefined, {})).toBe(processorCount());
});

test.each([
  ["RETROGRAD_THREADS", "0"],
  ["RETROGRAD_THREADS", "4,2"],
  ["OPENBLAS_NUM_THREADS", "many"],
  ["OPENBLAS_NUM_THREADS", "4,2"],
  ["OMP_NUM_THREADS", "-1"],
  ["OMP_NUM_THREADS", "1.5"],
])("refuses %s=%s by name", (name, text) => {
  expect(refusal(() => threadCount(undefined, { [name]: text }))).toEqual({
    code: "E_ENGINE",
    message: `${name} must be a whole number from 1 to 9999, got ${text}`,
  });
});

test.each([
  [{ RETROGRAD_THREADS: "2", OMP_NUM_THREADS: "none" }, 2],
  [{ OPENBLAS_NUM_THREADS: "1", OMP_NUM_THREADS: "0" }, 1],
])("what does not count is not looked at: %o", (environment, count) => {
  expect(threadCount(undefined, environment)).toBe(count);
});

test("an engine gets at most 64 threads", () => {
  expect(nodeThreads(threadCount(undefined, { OMP_NUM_THREADS: "128" })).count).toBe(64);
});

import { referenceEngine } from "@retrograd/core";
import { nodeThreads } from "@retrograd/core/node";
import { movingEngine } from "@retrograd/testing";
import { expect, test } from "vitest";
import portableRun from "../packages/trainer/fixtures/portable-run.json" with { type: "json" };
import { operationsOn, operationsRun } from "./portable/operations-run.mjs";

// the same on every machine and JavaScript engine: node-versions.test.ts and browser.test.ts hold others to it
test.each([1, 2, 3, 4])("all operations give the recorded bits on %d threads", async (count) => {
  expect(await operationsRun(count === 1 ? undefined : nodeThreads(count))).toBe(portableRun.operations);
});

test("operations read no view of before an allocation, which may move the memory", async () => {
  expect(await operationsOn(movingEngine())).toBe(await operationsOn(referenceEngine));
});

import { nodeThreads } from "@retrograd/core/node";
import { expect, test } from "vitest";
import portableRun from "../packages/trainer/fixtures/portable-run.json" with { type: "json" };
import { operationsRun } from "./portable/operations-run.mjs";

// the same on every machine and JavaScript engine: node-versions.test.ts and browser.test.ts hold others to it
test.each([1, 2, 3, 4])("all operations give the recorded bits on %d threads", async (count) => {
  expect(await operationsRun(count === 1 ? undefined : nodeThreads(count))).toBe(portableRun.operations);
});

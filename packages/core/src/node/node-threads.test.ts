import { readdirSync } from "node:fs";
import process from "node:process";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createPortableEngine, matmul, tensor } from "@retrograd/core";
import { expect, test } from "vitest";
import { nodeThreads } from "./node-threads.js";

const values = Float32Array.from({ length: 200 * 200 }, (_, i) => Math.sin(i));

function product(count: number): readonly number[] {
  const engine = createPortableEngine({ threads: nodeThreads(count) });
  const x = tensor(values, [200, 200], { engine });
  return [...matmul(x, x).data];
}

test.each([1, 2, 3, 4])("a product on %d threads has the bits of one", (count) => {
  expect(product(count)).toEqual(product(1));
});

test("helpers end when their engine is no longer reachable", { timeout: 60_000 }, async (context) => {
  if (process.platform !== "linux") return context.skip("only Linux lists the threads of a process");
  const threads = () => readdirSync("/proc/self/task").length;
  setFlagsFromString("--expose-gc");
  const collectGarbage: () => void = runInNewContext("gc");
  const before = threads();
  for (let i = 0; i < 10; i++) product(2);
  // garbage collection, dismissing the helpers and their end each take turns of the event loop
  for (let turn = 0; turn < 500 && threads() - before > 2; turn++) {
    collectGarbage();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(threads() - before).toBeLessThanOrEqual(2);
});

test("uses the available processors, and at most 64", () => {
  expect(nodeThreads().count).toBeGreaterThanOrEqual(1);
  expect(nodeThreads(1000).count).toBe(64);
});

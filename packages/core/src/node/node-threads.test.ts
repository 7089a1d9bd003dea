import { readdirSync } from "node:fs";
import process from "node:process";
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

test("helpers end when nobody holds their engine any more", { timeout: 60_000 }, async (context) => {
  if (process.platform !== "linux") return context.skip("only Linux lists the threads of a process");
  const threads = () => readdirSync("/proc/self/task").length;
  const before = threads();
  let most = 0;
  for (let i = 0; i < 40; i++) {
    product(2);
    most = Math.max(most, threads() - before);
    await new Promise((resolve) => setImmediate(resolve));
  }
  // it is the garbage collector that notices: some are still there, but never all
  expect(most).toBeLessThan(30);
});

test("asks for the processors there are, and never for more than an engine takes", () => {
  expect(nodeThreads().count).toBeGreaterThanOrEqual(1);
  expect(nodeThreads(1000).count).toBe(64);
});

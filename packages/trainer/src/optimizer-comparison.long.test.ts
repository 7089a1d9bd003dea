import { existsSync } from "node:fs";
import { prepareData } from "@retrograd/data";
import { nodeDataFiles } from "@retrograd/data/node";
import { expect, test } from "vitest";
import { bookOptimizers, compareOptimizer } from "../tests/optimizer-comparison.js";
import { registry } from "../tests/setup.js";

const dataDirectory = new URL("../../../../shared/data", import.meta.url).pathname;

// fixtures/optimizer_comparison.py has the same order in NumPy, 12 of 12 seeds
test.skipIf(!existsSync(dataDirectory)).each([0, 1, 2])(
  "AdaGrad, Adam, Momentum, SGD: the book's order of losses after their update, seed %d (skipped where ../shared is absent)",
  async (seed) => {
    const mnist = registry.datasets.get("mnist");
    if (mnist === undefined) throw new Error("mnist is not registered");
    const data = prepareData(await mnist.load({}, nodeDataFiles({ base: ".", dataDirectory })), {
      scale: "unit",
    });
    const smooth: number[] = [];
    for (const entry of Object.values(bookOptimizers))
      smooth.push((await compareOptimizer(entry, data.train, seed)).smooth);
    expect(Object.keys(bookOptimizers)).toEqual(["AdaGrad", "Adam", "Momentum", "SGD"]);
    expect(smooth).toEqual(smooth.toSorted((a, b) => a - b));
  },
);

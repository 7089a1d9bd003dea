import { beforeAll, expect, test } from "vitest";
import { buildPackages } from "./build.js";
import { loadMalformed } from "./hostile/data/run.js";

beforeAll(buildPackages);

// at least so many inputs, 4,570 in all; and of how many nothing can tell that they are damaged: values without a checksum
test.each([
  ["idx", 180, 0],
  ["npy", 350, 0],
  ["npz", 800, 0],
  ["csv", 490, 0],
  ["jsonl", 460, 0],
  ["parquet", 780, 450],
  ["images", 1100, 320],
  ["checkpoints", 410, 0],
])("malformed %s is refused, or read as what it says, in a small process", async (family, least, untold) => {
  const { found, megabytes } = await loadMalformed(family, 1);
  expect(found.inputs).toBeGreaterThanOrEqual(least);
  expect(found.refused).toBeGreaterThan(found.inputs / 3);
  expect(found.right).toBeGreaterThan(0);
  expect(found.untold).toBeLessThanOrEqual(untold);
  expect(megabytes).toBeLessThan(400);
});

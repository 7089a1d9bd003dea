import { expect, test } from "vitest";
import { loadMalformed } from "./hostile/data/run.js";

// the minimum number of inputs (4,570 in all), and the maximum of accepted ones whose damage the format cannot detect
test.each([
  ["idx", 180, 0],
  ["npy", 350, 0],
  ["npz", 800, 0],
  ["csv", 490, 0],
  ["jsonl", 460, 0],
  ["parquet", 780, 450],
  ["images", 1100, 320],
  ["checkpoints", 410, 0],
])(
  "malformed %s is refused, or read for what it is, in a small process",
  async (family, minimum, undetectable) => {
    const { counts, megabytes } = await loadMalformed(family, 1);
    expect(counts.inputs).toBeGreaterThanOrEqual(minimum);
    expect(counts.refused).toBeGreaterThan(counts.inputs / 3);
    expect(counts.right).toBeGreaterThan(0);
    expect(counts.undetectable).toBeLessThanOrEqual(undetectable);
    expect(megabytes).toBeLessThan(400);
  },
);

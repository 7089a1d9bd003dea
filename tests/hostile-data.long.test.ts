import { describe, expect, test } from "vitest";
import { loadMalformed } from "./hostile/data/run.js";

describe.each(Array.from({ length: 20 }, (_, index) => index + 100))("seed %i", (seed) => {
  test.each(["idx", "npy", "npz", "csv", "jsonl", "parquet", "images", "checkpoints"])(
    "malformed %s is refused, or read for what it is, in a small process",
    async (family) => {
      const { counts, megabytes } = await loadMalformed(family, seed);
      expect(counts.inputs).toBeGreaterThan(100);
      expect(megabytes).toBeLessThan(400);
    },
  );
});

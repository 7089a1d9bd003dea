import { beforeAll, describe, expect, test } from "vitest";
import { buildPackages } from "./build.js";
import { loadMalformed } from "./hostile/data/run.js";

beforeAll(buildPackages);

describe.each(Array.from({ length: 20 }, (_, index) => index + 100))("seed %i", (seed) => {
  test.each(["idx", "npy", "npz", "csv", "jsonl", "parquet", "images", "checkpoints"])(
    "malformed %s is refused, or read as what it says, in a small process",
    async (family) => {
      const { found, megabytes } = await loadMalformed(family, seed);
      expect(found.inputs).toBeGreaterThan(100);
      expect(megabytes).toBeLessThan(400);
    },
  );
});

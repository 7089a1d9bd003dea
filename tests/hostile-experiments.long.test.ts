import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { root } from "./outside-project.js";

const run = promisify(execFile);
const perSeed = 50_000;

test.each(Array.from({ length: 20 }, (_, index) => index + 100))(
  "50,000 mutated experiments of seed %i get a diagnostic or a result that stays the same, in a small process",
  async (seed) => {
    const script = join(root, "tests/hostile/fuzz.mjs");
    const args = ["--max-old-space-size=96", script, "--seed", String(seed), "--count", String(perSeed)];
    const { stdout, stderr } = await run(process.execPath, args);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout).inputs).toBe(perSeed);
  },
);

import { createHash } from "node:crypto";
import { createPortableEngine, type DType, type Engine, referenceEngine } from "@retrograd/core";
import { describe, expect, test } from "vitest";
import { allDigits, lossesOf, training, twoLayer, worstRelative } from "../tests/setup.js";
import { encodeParams } from "./params-file.js";

const samples = await allDigits();

/** 200 steps of the digits network: the losses, and the sha256 of the parameters' file. */
async function run(engine: Engine, dtype: DType) {
  const options = training({ input: 64, layers: twoLayer(50), samples, lr: 0.1, batch: 100, dtype, engine });
  const losses = await lossesOf({ ...options, steps: 200, splits: [], evaluateEvery: 200 });
  return { losses, sha256: createHash("sha256").update(encodeParams(options.params)).digest("hex") };
}

describe.each([
  {
    dtype: "f32",
    tolerance: 1e-5,
    sha256: "a059fc5fbaffc6146f10fa9710563fafa0a1604b64bea152ab167a0b82e8653d",
  },
  {
    dtype: "f64",
    tolerance: 1e-10,
    sha256: "364dc4831ca1778fed10358157ef4bac90e28239e9554b5b253100e04173ea23",
  },
] as const)("the digits network on the portable engine in $dtype", ({ dtype, tolerance, sha256 }) => {
  test(`has the losses of the reference engine within ${tolerance}`, async () => {
    const [got, expected] = [await run(createPortableEngine(), dtype), await run(referenceEngine, dtype)];
    expect(worstRelative(got.losses, expected.losses)).toBeLessThan(tolerance);
  });

  // the same on every machine, operating system and JavaScript engine
  test("ends with these very bits, again and again", async () => {
    expect((await run(createPortableEngine(), dtype)).sha256).toBe(sha256);
    expect((await run(createPortableEngine(), dtype)).sha256).toBe(sha256);
  });
});

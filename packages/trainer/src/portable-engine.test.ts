import { createHash } from "node:crypto";
import { createPortableEngine, type DType, type Engine, referenceEngine } from "@retrograd/core";
import { describe, expect, test } from "vitest";
import portableRun from "../fixtures/portable-run.json" with { type: "json" };
import { allDigits, lossesOf, training, twoLayer, worstRelative } from "../tests/setup.js";
import { encodeParams } from "./params-file.js";

const samples = await allDigits();

/** 200 steps of the digits network: the losses, and the sha256 of the parameters' file and of the losses as float64. */
async function run(engine: Engine, dtype: DType) {
  const options = training({ input: 64, layers: twoLayer(50), samples, lr: 0.1, batch: 100, dtype, engine });
  const losses = await lossesOf({ ...options, steps: 200, splits: [], evaluateEvery: 200 });
  const bits = { params: sha256(encodeParams(options.params)), losses: sha256(Float64Array.from(losses)) };
  return { losses, bits };
}

function sha256(bytes: Uint8Array | Float64Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

describe.each([
  { dtype: "f32", tolerance: 1e-5 },
  { dtype: "f64", tolerance: 1e-10 },
] as const)("the digits network on the portable engine in $dtype", ({ dtype, tolerance }) => {
  test(`has the losses of the reference engine within ${tolerance}`, async () => {
    const [got, expected] = [await run(createPortableEngine(), dtype), await run(referenceEngine, dtype)];
    expect(worstRelative(got.losses, expected.losses)).toBeLessThan(tolerance);
  });

  // the same on every machine, operating system and JavaScript engine: tests/ holds other Nodes and a browser to them
  test("ends with these very bits, again and again", async () => {
    expect((await run(createPortableEngine(), dtype)).bits).toEqual(portableRun[dtype]);
    expect((await run(createPortableEngine(), dtype)).bits).toEqual(portableRun[dtype]);
  });
});

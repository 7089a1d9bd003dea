import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { createPortableEngine, type DType, type Engine, referenceEngine } from "@retrograd/core";
import { encodeParams } from "@retrograd/runs";
import { afterAll, describe, expect, test } from "vitest";
import portableRun from "../fixtures/portable-run.json" with { type: "json" };
import { allDigits, lossesOf, training, twoLayer, worstRelative } from "../tests/setup.js";

const samples = await allDigits();

/** Steps of the digits network: the losses, and the sha256 of the parameters' file and of the losses as float64. */
async function run(engine: Engine, dtype: DType, { hidden = 50, steps = 200 } = {}) {
  const layers = twoLayer(hidden);
  const options = training({ input: 64, layers, samples, lr: 0.1, batch: 100, dtype, engine });
  const losses = await lossesOf({ ...options, steps, splits: [], evaluateEvery: steps });
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
  test("ends with the recorded bits, repeatedly", async () => {
    expect((await run(createPortableEngine(), dtype)).bits).toEqual(portableRun[dtype]);
    expect((await run(createPortableEngine(), dtype)).bits).toEqual(portableRun[dtype]);
  });
});

const workers: Worker[] = [];
afterAll(() => Promise.all(workers.map((worker) => worker.terminate())));

/** An engine whose helpers are ready, and the count of the parts that they have done. */
async function threadedEngine(count: number) {
  let words: Int32Array = new Int32Array(3);
  const start = (source: string, data: unknown) => {
    const { memory, control } = data as { memory: { buffer: SharedArrayBuffer }; control: number };
    words = new Int32Array(memory.buffer, control, 3);
    const program = `(${source})(require("node:worker_threads").workerData)`;
    const worker = new Worker(program, { eval: true, workerData: data });
    worker.unref();
    workers.push(worker);
  };
  const engine = createPortableEngine({ threads: { count, start } });
  while (words[2] < count - 1) await pause(1);
  return { engine, done: () => words[1] };
}

test.each([2, 4])("training on %d threads ends with the bits of one thread", async (count) => {
  // 100 x 64 x 700 multiplications: enough for the threads to share
  const large = { hidden: 700, steps: 20 };
  const { engine, done } = await threadedEngine(count);
  const got = await run(engine, "f32", large);
  expect(got).toEqual(await run(createPortableEngine(), "f32", large));
  expect(done()).toBeGreaterThan(0);
});

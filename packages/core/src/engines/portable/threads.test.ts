import { setTimeout as pause } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { afterAll, describe, expect, test } from "vitest";
import { refusal } from "../../../tests/refusal.js";
import {
  createPortableEngine,
  type DType,
  type Engine,
  matmul,
  philoxStreams,
  scope,
  tensor,
  zeros,
} from "../../index.js";

/** What a helper is given: where it counts. */
interface HelperData {
  readonly memory: { readonly buffer: SharedArrayBuffer };
  readonly control: number;
}

const workers: Worker[] = [];
afterAll(() => Promise.all(workers.map((worker) => worker.terminate())));

function startWorker(source: string, data: unknown): void {
  const program = `(${source})(require("node:worker_threads").workerData)`;
  const worker = new Worker(program, { eval: true, workerData: data });
  worker.unref();
  workers.push(worker);
}

/** An engine whose helpers are ready, and the count of the parts that they have done. */
async function readyEngine(count: number, start = startWorker) {
  let words: Int32Array = new Int32Array(3);
  const engine = createPortableEngine({
    threads: {
      count,
      start(source, data) {
        const { memory, control } = data as HelperData;
        words = new Int32Array(memory.buffer, control, 3);
        start(source, data);
      },
    },
  });
  while (words[2] < count - 1) await pause(1);
  return { engine, done: () => words[1] };
}

function product(engine: Engine, dtype: DType, [m, n, k]: readonly number[], transposeA: boolean) {
  const rng = philoxStreams(3).stream(`${m}`);
  const a = Float64Array.from({ length: m * k }, () => rng.uniform() - 0.5);
  const b = Float64Array.from({ length: k * n }, () => rng.uniform() - 0.5);
  return scope(engine, () =>
    Array.from(
      matmul(
        tensor(a, transposeA ? [k, m] : [m, k], { engine, dtype }),
        tensor(b, [k, n], { engine, dtype }),
        { transposeA },
      ).data,
    ),
  );
}

describe("threads of the portable engine", () => {
  test.each([2, 3, 4])(
    "%d threads give the bits of one, for products that they share and those they do not",
    async (count) => {
      const single = createPortableEngine();
      const { engine, done } = await readyEngine(count);
      expect(engine.description).toBe(`WebAssembly SIMD128, ${count} threads`);
      let shared = 0;
      for (const dtype of ["f32", "f64"] as const) {
        for (const size of [
          [200, 160, 300],
          [130, 260, 140],
          [1031, 70, 65],
          [5, 1000, 1000],
          [50, 50, 50],
        ]) {
          for (const transposeA of [false, true]) {
            const before = done();
            const got = product(engine, dtype, size, transposeA);
            const expected = product(single, dtype, size, transposeA);
            expect(got.findIndex((value, i) => value !== expected[i])).toBe(-1);
            shared += done() - before;
          }
        }
      }
      // three of the sizes are shared by all threads
      expect(shared).toBeGreaterThanOrEqual(2 * 2 * 3 * (count - 1));
    },
  );

  test("they work on memory that has grown since they started", async () => {
    const { engine, done } = await readyEngine(2);
    zeros([32 * 2 ** 20], { engine });
    expect(product(engine, "f32", [200, 160, 300], false)).toEqual(
      product(createPortableEngine(), "f32", [200, 160, 300], false),
    );
    expect(done()).toBe(1);
  });

  test("helpers that never start leave the work to this thread", () => {
    const engine = createPortableEngine({ threads: { count: 2, start: () => undefined } });
    const size = [200, 160, 300];
    expect(product(engine, "f32", size, false)).toEqual(product(createPortableEngine(), "f32", size, false));
  });

  test("a helper that has stopped is an error, not a hang", async () => {
    // says that it is ready, and ends
    const dying = "({ memory, control }) => { Atomics.add(new Int32Array(memory.buffer, control), 2, 1); }";
    const { engine } = await readyEngine(2, (_, data) => startWorker(dying, data));
    expect(refusal(() => product(engine, "f32", [200, 160, 300], false)).code).toBe("E_ENGINE");
  });

  test.each([0, 1.5, 65, Number.NaN])("refuses %d threads", (count) => {
    expect(refusal(() => createPortableEngine({ threads: { count, start: () => undefined } }))).toEqual({
      code: "E_OPTION",
      message: `threads must be a whole number from 1 to 64, got ${count}`,
    });
  });
});

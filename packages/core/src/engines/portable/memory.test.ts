import { setTimeout as pause } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { refusal } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import {
  add,
  bufferOf,
  createPortableEngine,
  type Engine,
  gather,
  keep,
  map,
  matmul,
  relu,
  scope,
  sum,
  type Tensor,
  tensor,
  updateSgd,
  zeros,
} from "../../index.js";

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");
const mebibyte = 2 ** 20;

/** Bytes of the engine's memory, whether in use or free. */
const memoryOf = (engine: Engine): number => bufferOf(zeros([1], { engine })).buffer.byteLength;

/** Collects what is unreachable. Finalization callbacks run in a later turn. */
async function collectGarbage(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    collect();
    await pause(1);
  }
}

describe("memory of the portable engine", () => {
  test("10,000 steps in scopes use no more memory than one", () => {
    const engine = createPortableEngine();
    const on = { engine, dtype: "f32" } as const;
    const [w, x] = [
      tensor(new Float32Array(2000), [40, 50], on),
      tensor(new Float32Array(800), [20, 40], on),
    ];
    const rows = { shape: [40], values: new Uint8Array(4000) };
    const step = () =>
      scope(engine, () => {
        const y = relu(
          matmul(
            add(
              x,
              gather(
                rows,
                Int32Array.from({ length: 20 }, (_, i) => i),
                on,
              ),
            ),
            w,
          ),
        );
        updateSgd(w, matmul(x, y, { transposeA: true }), 0.1);
      });
    step();
    const before = memoryOf(engine);
    for (let i = 0; i < 10_000; i++) step();
    expect(memoryOf(engine)).toBe(before);
  });

  test("steps of changing sizes use at most a few times the memory of the largest", () => {
    const engine = createPortableEngine();
    for (let i = 0; i < 2000; i++) {
      const n = 1 + ((i * 7919) % 50_000);
      scope(engine, () => scope(engine, () => add(zeros([n], { engine }), zeros([n], { engine }))));
    }
    // three vectors of 200 kB at once
    expect(memoryOf(engine)).toBeLessThan(12 * mebibyte);
  });

  test("tensors keep their numbers while the memory grows, and later views show them", () => {
    const engine = createPortableEngine();
    const x = tensor([1, 2, 3], [3], { engine });
    scope(engine, () => {
      const y = tensor([4, 5, 6], [3], { engine });
      const before = memoryOf(engine);
      zeros([8 * mebibyte], { engine });
      expect(memoryOf(engine)).toBeGreaterThan(before);
      expect([[...x.data], [...y.data], [...add(x, y).data]]).toEqual([
        [1, 2, 3],
        [4, 5, 6],
        [5, 7, 9],
      ]);
    });
  });

  test("map and gather are right when the memory grows in between", () => {
    const engine = createPortableEngine();
    const doubled = map(tensor([1, 2], [2], { engine }), (x) => {
      zeros([8 * mebibyte], { engine });
      return 2 * x;
    });
    expect([...doubled.data]).toEqual([2, 4]);
    const values = new Uint8Array(64 * mebibyte).fill(7);
    expect([...gather({ shape: [2], values }, [5], { engine, dtype: "f32" }).data]).toEqual([7, 7]);
  });

  test("a tensor beyond the maximum is an error that states its size, and the engine can still be used", () => {
    const engine = createPortableEngine({ maximumMemory: 16 * mebibyte });
    const { code, message } = refusal(() => zeros([1024, 8192], { engine }));
    expect(code).toBe("E_MEMORY");
    expect(message).toContain("no memory for 33554432 more bytes");
    expect(refusal(() => scope(engine, () => zeros([2 ** 40], { engine }))).code).toBe("E_MEMORY");
    expect([...add(tensor([1], [1], { engine }), tensor([2], [1], { engine })).data]).toEqual([3]);
  });

  test("a scope can use all of the memory", () => {
    const engine = createPortableEngine({ maximumMemory: 32 * mebibyte });
    let count = 0;
    const fill = () =>
      scope(engine, () => {
        for (count = 0; ; count++) zeros([mebibyte / 4], { engine });
      });
    for (let i = 0; i < 2; i++) {
      expect(refusal(fill).code).toBe("E_MEMORY");
      // less the kernels' own 2.3 MiB and the unused ends of chunks
      expect(count).toBeGreaterThanOrEqual(26);
    }
  });

  test("gathers from a data set that is too large for the memory", () => {
    const engine = createPortableEngine({ maximumMemory: 8 * mebibyte });
    const values = Uint8Array.from({ length: 16 * mebibyte }, (_, i) => i % 251);
    const x = gather({ shape: [1024], values }, [16_000], { engine, dtype: "f64" });
    expect([...x.data]).toEqual(Array.from({ length: 1024 }, (_, i) => (16_000 * 1024 + i) % 251));
  });

  test.each([0, -1, Number.NaN, 65535])("refuses a maximum of %d bytes", (maximumMemory) => {
    expect(refusal(() => createPortableEngine({ maximumMemory }))).toEqual({
      code: "E_OPTION",
      message: `maximumMemory must be at least 65536 bytes, got ${maximumMemory}`,
    });
  });

  test("the memory of unreachable long-lived tensors is freed", async () => {
    const engine = createPortableEngine({ maximumMemory: 32 * mebibyte });
    const reachable = keep(tensor([1, 2], [2], { engine }));
    for (let i = 0; i < 20; i++) {
      // 8 MiB each: if none were freed, the fourth would not fit
      zeros([2 * mebibyte], { engine });
      await collectGarbage();
    }
    expect([...reachable.data]).toEqual([1, 2]);
  });

  test("an engine collected together with its tensors does not stop the collection of other engines' tensors", async () => {
    const engines = new Set<Engine>();
    const fill = () => {
      const engine = createPortableEngine();
      for (let i = 0; i < 10; i++) zeros([4], { engine });
      engines.add(engine);
    };
    fill();
    // the callbacks for the tensors are due; before they run, the engine is collected too
    collect();
    engines.clear();
    collect();
    await pause(1);
    const engine = createPortableEngine({ maximumMemory: 32 * mebibyte });
    for (let i = 0; i < 10; i++) {
      expect(zeros([2 * mebibyte], { engine }).data[0]).toBe(0);
      await collectGarbage();
    }
  });

  test("a view keeps its tensor's memory after the tensor is dropped", async () => {
    const engine = createPortableEngine();
    const view = bufferOf(tensor([1, 2, 3], [3], { engine }));
    await collectGarbage();
    const others: Tensor[] = [];
    for (let i = 0; i < 50; i++) others.push(tensor([9, 9, 9], [3], { engine }));
    expect([...view]).toEqual([1, 2, 3]);
    expect(others.reduce((total, x) => total + sum(x), 0)).toBe(50 * 27);
  });

  test("the copy of an unreachable data set is freed", async () => {
    const engine = createPortableEngine({ maximumMemory: 32 * mebibyte });
    for (let i = 0; i < 10; i++) {
      const values = new Uint8Array(8 * mebibyte).fill(i);
      scope(engine, () => gather({ shape: [2], values }, [1], { engine, dtype: "f32" }));
      await collectGarbage();
    }
    expect(memoryOf(engine)).toBeLessThanOrEqual(32 * mebibyte + 65536);
  });

  test("rows that are all gathered at once leave no copy, even without garbage collection", () => {
    const engine = createPortableEngine();
    const buffer = new Float64Array(mebibyte / 8);
    const indices = Int32Array.from({ length: 128 }, (_, row) => row);
    const isRight = (round: number) =>
      scope(engine, () => {
        const values = buffer.subarray().fill(round);
        return [...gather({ shape: [1024], values }, indices, { engine, dtype: "f32" }).data].every(
          (value) => value === round,
        );
      });
    expect(isRight(0)).toBe(true);
    const before = memoryOf(engine);
    for (let round = 1; round < 30; round++) expect(isRight(round)).toBe(true);
    expect(memoryOf(engine)).toBe(before);
  });

  test("a released tensor throws, even when its memory is in use again", () => {
    const engine = createPortableEngine();
    const x = scope(engine, () => tensor([1], [1], { engine }));
    scope(engine, () => {
      tensor([2], [1], { engine });
      expect(refusal(() => x.data).code).toBe("E_TENSOR_RELEASED");
    });
  });
});

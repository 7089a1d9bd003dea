import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import {
  type DType,
  type Engine,
  type FloatArray,
  machineEpsilon,
  matmul,
  matmulBatched,
  RetrogradError,
  referenceEngine,
  type Shape,
  scope,
  tensor,
} from "@retrograd/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blasEngine, createBlasEngine, findBlas } from "./index.js";

// the types of Node 20 do not have it
declare const WebAssembly: {
  readonly Memory: new (pages: {
    readonly initial: number;
    readonly maximum?: number;
    readonly shared?: boolean;
  }) => { readonly buffer: ArrayBufferLike };
};

const available = findBlas().library !== undefined;
const dtypes: readonly DType[] = ["f32", "f64"];
const orientations = [
  { transposeA: false, transposeB: false },
  { transposeA: true, transposeB: false },
  { transposeA: false, transposeB: true },
  { transposeA: true, transposeB: true },
];

/** `length` numbers in [-1, 1), the same for the same seed. */
function numbers(dtype: DType, length: number, seed: number): FloatArray {
  const values = dtype === "f32" ? new Float32Array(length) : new Float64Array(length);
  return values.map((_, i) => ((i * 2654435761 + seed * 40503) % 65536) / 32768 - 1);
}

test("without a library it throws an error with the searched places and how to install one", () => {
  const places = ["/nonexistent/libopenblas.so.0", "libnosuchthing.so.9"];
  const create = () =>
    createBlasEngine({ base: referenceEngine, environment: {}, places, platform: "linux" });
  expect(create).toThrow(RetrogradError);
  expect(create).toThrow(/apt-get install libopenblas0-pthread.*RETROGRAD_BLAS=/);
  expect(create).toThrow(/^ {2}\/nonexistent\/libopenblas\.so\.0: .*\n {2}libnosuchthing\.so\.9: /m);
  const nowhere = () => createBlasEngine({ base: referenceEngine, environment: {}, places: [] });
  expect(nowhere).toThrow(/Looked for: nothing$/);
});

describe.skipIf(!available)("the blas engine (skipped where there is no BLAS library)", () => {
  const engine = available ? createBlasEngine({ base: referenceEngine }) : referenceEngine;

  test("has a name, describes its library, and takes the other kernels from its base", () => {
    expect(engine.name).toBe("blas");
    expect(engine.description).toMatch(/through koffi; the rest by plain TypeScript loops/);
    const products = { matmul: undefined, matmulBatched: undefined };
    expect({ ...engine.kernels, ...products }).toEqual({ ...referenceEngine.kernels, ...products });
  });

  describe.each(dtypes)("in %s", (dtype) => {
    const { matmul: definition } = referenceEngine.kernels;

    /** The worst |got - expected| of a product, in units of k epsilon |a| |b|. */
    function worst([m, n, k]: readonly [number, number, number], orientation: (typeof orientations)[number]) {
      const layout = { m, n, k, ...orientation };
      const [a, b] = [numbers(dtype, m * k, 1), numbers(dtype, k * n, 2)];
      const out = numbers(dtype, m * n, 3).fill(Number.NaN);
      engine.kernels.matmul(out, a, b, layout);
      const [expected, sizes] = [new Float64Array(m * n), new Float64Array(m * n)];
      definition(expected, a, b, layout);
      definition(sizes, a.map(Math.abs), b.map(Math.abs), layout);
      let largest = 0;
      for (let i = 0; i < out.length; i++) {
        const bound = (k + 1) * machineEpsilon(dtype) * sizes[i] + Number.MIN_VALUE;
        const error = Math.abs(out[i] - expected[i]) / bound;
        // NaN stays NaN, which fails the comparison
        largest = Math.max(error, largest);
      }
      return largest;
    }

    test.each(orientations)("agrees with the reference at all sizes from 0 to 9, %o", (orientation) => {
      for (let m = 0; m < 10; m++) {
        for (let n = 0; n < 10; n++) {
          for (let k = 0; k < 10; k++) {
            expect(worst([m, n, k], orientation), `${m} ${n} ${k}`).toBeLessThanOrEqual(1);
          }
        }
      }
    });

    test.each([
      [67, 33, 129],
      [1, 500, 3],
      [500, 1, 3],
      [3, 1, 1000],
      [1, 1, 4097],
      [100, 10, 784],
      [784, 50, 100],
      [256, 256, 256],
    ] as const)("agrees with the reference at [%i, %i] summed over %i", (m, n, k) => {
      for (const orientation of orientations) {
        expect(worst([m, n, k], orientation)).toBeLessThanOrEqual(1);
      }
    });

    test.each([
      ["the heap", (bytes: number) => new ArrayBuffer(bytes)],
      ["shared memory", (bytes: number) => new SharedArrayBuffer(bytes)],
      ["WebAssembly memory", () => new WebAssembly.Memory({ initial: 1 }).buffer],
      [
        "shared WebAssembly memory",
        () => new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true }).buffer,
      ],
    ])("writes through views into %s, and nothing next to them", (_where, make) => {
      const memory = make(4096);
      const view = (byteOffset: number, length: number) =>
        dtype === "f32"
          ? new Float32Array(memory, byteOffset, length)
          : new Float64Array(memory, byteOffset, length);
      const everything = view(0, 256).fill(-1);
      const [a, b, out] = [view(64, 6), view(192, 6), view(320, 4)];
      a.set([1, 2, 3, 4, 5, 6]);
      b.set([7, 8, 9, 10, 11, 12]);
      const before = [...everything];
      engine.kernels.matmul(out, a, b, { m: 2, n: 2, k: 3, transposeA: false, transposeB: false });
      // 1 7 + 2 9 + 3 11 = 58, ...
      const expected = [58, 64, 139, 154];
      expect([...out]).toEqual(expected);
      const begin = 320 / out.BYTES_PER_ELEMENT;
      expect([...everything]).toEqual([...before.slice(0, begin), ...expected, ...before.slice(begin + 4)]);
    });

    test("computes a batch of products as it computes each, with one operand shared or not", () => {
      const on = { engine, dtype };
      for (const { transposeA, transposeB } of orientations) {
        const [shapeA, shapeB] = [transposeA ? [4, 3] : [3, 4], transposeB ? [5, 4] : [4, 5]];
        const [a, b] = [numbers(dtype, 24, 1), numbers(dtype, 40, 2)];
        const y = matmulBatched(tensor(a, [2, ...shapeA], on), tensor(b, [2, ...shapeB], on), {
          transposeA,
          transposeB,
        });
        const one = matmulBatched(tensor(a.subarray(0, 12), shapeA, on), tensor(b, [2, ...shapeB], on), {
          transposeA,
          transposeB,
        });
        const product = (i: number, j: number) =>
          Array.from(
            matmul(
              tensor(a.subarray(12 * i, 12 * (i + 1)), shapeA, on),
              tensor(b.subarray(20 * j, 20 * (j + 1)), shapeB, on),
              { transposeA, transposeB },
            ).data,
          );
        expect(Array.from(y.data)).toEqual([...product(0, 0), ...product(1, 1)]);
        expect(Array.from(one.data)).toEqual([...product(0, 0), ...product(0, 1)]);
      }
    });

    test("gives NaN for zero times infinity, and keeps infinities", () => {
      const on = { engine, dtype };
      const product = (a: number[], b: number[]) =>
        [...matmul(tensor(a, [1, 2], on), tensor(b, [2, 1], on)).data][0];
      expect(product([0, 1], [Infinity, 2])).toBeNaN();
      expect(product([Number.NaN, 0], [0, 0])).toBeNaN();
      expect(product([1, 1], [Infinity, 2])).toBe(Infinity);
    });

    test("gives the same bits each time", () => {
      const layout = { m: 300, n: 200, k: 250, transposeA: true, transposeB: false };
      const [a, b] = [numbers(dtype, 300 * 250, 1), numbers(dtype, 250 * 200, 2)];
      const product = () => {
        const out = numbers(dtype, 300 * 200, 3);
        engine.kernels.matmul(out, a, b, layout);
        return out;
      };
      const first = product();
      const same = () => product().every((value, i) => value === first[i]);
      for (let i = 0; i < 20; i++) expect(same()).toBe(true);
    });
  });

  describe("with the default base", () => {
    test("describes how many threads share the work", () => {
      const { description } = createBlasEngine({ threads: 2 });
      expect(description).toMatch(/, 2 threads, through koffi; the rest by WebAssembly SIMD128, 2 threads$/);
      expect(createBlasEngine({ threads: 1 }).description).toMatch(/SIMD128, 1 thread$/);
    });

    test("delays the end of the process while helpers load the library, and no longer", async () => {
      const before = process.listeners("exit");
      const { team } = createBlasEngine({ threads: 2 });
      const [wait, ...others] = process.listeners("exit").filter((listener) => !before.includes(listener));
      expect(others).toEqual([]);
      wait?.(0);
      expect(team?.ready).toBe(true);
      while (process.listeners("exit").some((listener) => listener === wait)) await pause(1);
    });

    test("does not cause Node to warn of listeners when a process creates many", async () => {
      const before = process.listenerCount("exit");
      const warnings: string[] = [];
      const listener = ({ message }: Error) => warnings.push(message);
      process.on("warning", listener);
      const engines = Array.from({ length: 12 }, () => createBlasEngine({ threads: 2 }));
      while (engines.some(({ team }) => team?.ready !== true)) await pause(1);
      while (process.listenerCount("exit") > before) await pause(1);
      process.off("warning", listener);
      expect(warnings).toEqual([]);
    });

    test.each([2, 3])(
      "%i threads give the same bits whichever products they share",
      { timeout: 60_000 },
      async (threads) => {
        const { library } = findBlas({ threads });
        if (library === undefined) throw new Error("there was a library");
        let schedule: Iterator<boolean> = [].values();
        const shared = blasEngine(library, { begin: () => schedule.next().value ?? true, end: () => {} });
        while (shared.team?.ready !== true) await pause(1);
        const sizes = [
          [100, 50, 784],
          [784, 50, 100],
          [67, 530, 100],
          [301, 203, 157],
        ] as const;
        const batches = () =>
          dtypes.map((dtype) => {
            const on = { engine: shared, dtype };
            const [a, b] = [numbers(dtype, 64 * 31 * 37, 1), numbers(dtype, 64 * 37 * 29, 2)];
            return scope(shared, () => [
              ...matmulBatched(tensor(a, [64, 31, 37], on), tensor(b, [64, 37, 29], on)).data,
            ]);
          });
        const products = () => [...singleProducts(), ...batches()];
        const singleProducts = () =>
          dtypes.flatMap((dtype) =>
            sizes.map(([m, n, k]) => {
              const on = { engine: shared, dtype };
              const [a, b] = [numbers(dtype, m * k, 1), numbers(dtype, k * n, 2)];
              return scope(shared, () => [...matmul(tensor(a, [m, k], on), tensor(b, [k, n], on)).data]);
            }),
          );
        schedule = Array(10).fill(false).values();
        const expected = products();
        fc.assert(
          fc.property(fc.array(fc.boolean(), { minLength: 10, maxLength: 10 }), (decisions) => {
            schedule = decisions.values();
            for (const [i, got] of products().entries()) {
              expect(got.findIndex((value, j) => value !== expected[i]?.[j])).toBe(-1);
            }
          }),
          { seed: 73, numRuns: 20 },
        );
      },
    );

    test.each(dtypes)("shares products of %s, in every orientation", async (dtype) => {
      const shared = createBlasEngine({ threads: 2 });
      while (shared.team?.ready !== true) await pause(1);
      for (const [m, n, k] of [
        [301, 203, 157],
        [67, 530, 100],
        [784, 50, 100],
        [4, 4, 70_000],
      ]) {
        for (const { transposeA, transposeB } of orientations) {
          const a = numbers(dtype, m * k, 1);
          const b = numbers(dtype, k * n, 2);
          const on = (engine: Engine) => {
            const [rowsA, rowsB] = [transposeA ? [k, m] : [m, k], transposeB ? [n, k] : [k, n]];
            const operand = (values: FloatArray, shape: Shape) => tensor(values, shape, { engine, dtype });
            return scope(engine, () => [
              ...matmul(operand(a, rowsA), operand(b, rowsB), { transposeA, transposeB }).data,
            ]);
          };
          const [got, expected] = [on(shared), on(referenceEngine)];
          const bound = 2 * k * machineEpsilon(dtype) * k;
          expect(got.findIndex((value, i) => !(Math.abs(value - expected[i]) <= bound))).toBe(-1);
        }
      }
    });
  });

  test("a scope releases its tensors", () => {
    const y = scope(engine, () => matmul(tensor([2], [1, 1], { engine }), tensor([3], [1, 1], { engine })));
    expect(() => y.data).toThrow(/scope/);
  });
});

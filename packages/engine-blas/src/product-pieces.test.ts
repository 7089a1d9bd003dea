import { type Engine, machineEpsilon, matmul, referenceEngine, scope, tensor } from "@retrograd/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { blasEngine, findBlas } from "./index.js";
import { pieceCount } from "./product-pieces.js";

const available = findBlas().library !== undefined;

test.each([
  // the two large products of a step of 784-50-10
  { m: 100, n: 50, k: 784, pieces: 4 },
  { m: 784, n: 50, k: 100, pieces: 4 },
  { m: 99, n: 50, k: 400, pieces: 2 },
  { m: 100, n: 100, k: 100, pieces: 1 },
  { m: 128, n: 512, k: 784, pieces: 1 },
  { m: 3, n: 1000, k: 1000, pieces: 1 },
])("a product of $m x $n x $k is fastest in $pieces pieces", ({ m, n, k, pieces }) => {
  const layout = { m, n, k, transposeA: true, transposeB: false };
  expect(pieceCount({ smallWork: 1e6 }, layout)).toBe(pieces);
  expect(pieceCount({ smallWork: 1e6 }, { ...layout, transposeB: true })).toBe(1);
  expect(pieceCount({}, layout)).toBe(1);
});

test.skipIf(!available)(
  "pieces are close to the reference, and have the same bits on 1, 2 and 3 threads (skipped where there is no BLAS library)",
  () => {
    // small enough that every product below has pieces
    const engines = [1, 2, 3].map((threads) => {
      const { library } = findBlas({ threads });
      if (library === undefined) throw new Error("there was a library");
      return blasEngine({ ...library, smallWork: 5000 });
    });
    fc.assert(
      fc.property(
        fc.record({
          m: fc.integer({ min: 16, max: 60 }),
          n: fc.integer({ min: 10, max: 20 }),
          k: fc.integer({ min: 20, max: 25 }),
          transposeA: fc.boolean(),
          dtype: fc.constantFrom("f32", "f64"),
        }),
        ({ m, n, k, transposeA, dtype }) => {
          const values = (length: number) => Float64Array.from({ length }, (_, i) => Math.sin(i * i));
          const product = (engine: Engine) =>
            scope(engine, () => {
              const on = { engine, dtype };
              const a = tensor(values(m * k), transposeA ? [k, m] : [m, k], on);
              return [...matmul(a, tensor(values(k * n), [k, n], on), { transposeA }).data];
            });
          const expected = product(referenceEngine);
          const [first, ...others] = engines.map(product);
          const bound = 2 * k * machineEpsilon(dtype);
          expect(first?.every((value, i) => Math.abs(value - (expected[i] ?? Number.NaN)) <= bound)).toBe(
            true,
          );
          for (const other of others) expect(other).toEqual(first);
        },
      ),
      { numRuns: 50 },
    );
  },
);

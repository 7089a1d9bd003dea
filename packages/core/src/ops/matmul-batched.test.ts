import { refusal } from "@retrograd/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cases } from "../../tests/engines-under-test.js";
import { numbers } from "../../tests/numbers.js";
import { matmul, matmulBatched, type Shape, sizeOf, tensor } from "../index.js";

const size = fc.integer({ min: 0, max: 12 });

describe.each(cases)("batched products on $name", ({ engine, dtype }) => {
  const on = { engine, dtype };
  const random = (shape: Shape, name: string) => tensor(numbers(sizeOf(shape), name), shape, on);

  test("are the products of the matrices, one by one, in any orientation and with one shared operand", () => {
    const layouts = fc.record({
      ...{ m: size, n: size, k: size, batch: fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 2 }) },
      ...{ transposeA: fc.boolean(), transposeB: fc.boolean() },
      shared: fc.constantFrom("none", "a", "b"),
    });
    fc.assert(
      fc.property(layouts, ({ m, n, k, batch, transposeA, transposeB, shared }) => {
        const shapeA = transposeA ? [k, m] : [m, k];
        const shapeB = transposeB ? [n, k] : [k, n];
        const a = random(shared === "a" ? shapeA : [...batch, ...shapeA], "a");
        const b = random(shared === "b" ? shapeB : [...batch, ...shapeB], "b");
        const y = matmulBatched(a, b, { transposeA, transposeB });
        expect(y.shape).toEqual([...batch, m, n]);
        for (let i = 0; i < sizeOf(batch); i++) {
          const part = (x: typeof a, shape: Shape, isShared: boolean) => {
            const begin = isShared ? 0 : i * sizeOf(shape);
            return tensor(Array.from(x.data).slice(begin, begin + sizeOf(shape)), shape, on);
          };
          const expected = matmul(part(a, shapeA, shared === "a"), part(b, shapeB, shared === "b"), {
            transposeA,
            transposeB,
          });
          expect(Array.from(y.data).slice(i * m * n, (i + 1) * m * n)).toEqual(Array.from(expected.data));
        }
      }),
      { seed: 11, numRuns: 150 },
    );
  });

  test("refuse what does not fit, and say what differs", () => {
    expect(refusal(() => matmulBatched(random([2, 3, 4], "a"), random([2, 3, 4], "b")))).toEqual({
      code: "E_SHAPE",
      message: "matmulBatched: inner axes differ, a [2, 3, 4] x b [2, 3, 4]",
    });
    expect(refusal(() => matmulBatched(random([2, 3, 4], "a"), random([3, 4, 5], "b")))).toEqual({
      code: "E_SHAPE",
      message: "matmulBatched: batches differ, a [2, 3, 4] x b [3, 4, 5]",
    });
    expect(refusal(() => matmulBatched(random([3], "a"), random([3, 4], "b")))).toEqual({
      code: "E_SHAPE",
      message: "matmulBatched: matrices [.., rows, columns] are needed, got [3]; reshape it first",
    });
  });
});

import { refusal } from "@retrograd/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cases, rounded } from "../../tests/engines-under-test.js";
import { createReferenceEngine, machineEpsilon, matmul, tensor, zeros } from "../index.js";

interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** a [m, k] and b [k, n], row-major */
  readonly a: readonly number[];
  readonly b: readonly number[];
}

function textbook({ m, n, k, a, b }: Product): number[] {
  const y: number[] = [];
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let total = 0;
      for (let p = 0; p < k; p++) total += a[i * k + p] * b[p * n + j];
      y.push(total);
    }
  }
  return y;
}

function transposed(x: readonly number[], rows: number, columns: number): number[] {
  return Array.from({ length: x.length }, (_, at) => x[(at % rows) * columns + Math.floor(at / rows)]);
}

function products(element: fc.Arbitrary<number>): fc.Arbitrary<Product> {
  const size = fc.integer({ min: 0, max: 17 });
  return fc.record({ m: size, n: size, k: size }).chain(({ m, n, k }) =>
    fc.record({
      m: fc.constant(m),
      n: fc.constant(n),
      k: fc.constant(k),
      a: fc.array(element, { minLength: m * k, maxLength: m * k }),
      b: fc.array(element, { minLength: k * n, maxLength: k * n }),
    }),
  );
}

const orientations = [
  { transposeA: false, transposeB: false },
  { transposeA: true, transposeB: false },
  { transposeA: false, transposeB: true },
  { transposeA: true, transposeB: true },
];

describe.each(cases)("matmul on $name", ({ engine, dtype }) => {
  const on = { engine, dtype };

  function multiply({ m, n, k, a, b }: Product, orientation: (typeof orientations)[number]) {
    const { transposeA, transposeB } = orientation;
    const left = transposeA ? tensor(transposed(a, m, k), [k, m], on) : tensor(a, [m, k], on);
    const right = transposeB ? tensor(transposed(b, k, n), [n, k], on) : tensor(b, [k, n], on);
    return matmul(left, right, orientation);
  }

  test.each([
    { a: [1, 2, 3, 4, 5, 6], shapeA: [2, 3], b: [7, 8, 9, 10, 11, 12], shapeB: [3, 2], options: {} },
    {
      a: [1, 4, 2, 5, 3, 6],
      shapeA: [3, 2],
      b: [7, 8, 9, 10, 11, 12],
      shapeB: [3, 2],
      options: { transposeA: true },
    },
    {
      a: [1, 2, 3, 4, 5, 6],
      shapeA: [2, 3],
      b: [7, 9, 11, 8, 10, 12],
      shapeB: [2, 3],
      options: { transposeB: true },
    },
    {
      a: [1, 4, 2, 5, 3, 6],
      shapeA: [3, 2],
      b: [7, 9, 11, 8, 10, 12],
      shapeB: [2, 3],
      options: { transposeA: true, transposeB: true },
    },
  ])("gives the product computed by hand with $options", ({ a, shapeA, b, shapeB, options }) => {
    const y = matmul(tensor(a, shapeA, on), tensor(b, shapeB, on), options);
    expect(y.shape).toEqual([2, 2]);
    expect(y.dtype).toBe(dtype);
    expect(y.engine).toBe(engine);
    // 1 7 + 2 9 + 3 11 = 58, ...
    expect([...y.data]).toEqual([58, 64, 139, 154]);
  });

  test("multiplies single elements", () => {
    expect([...matmul(tensor([3], [1, 1], on), tensor([-4], [1, 1], on)).data]).toEqual([-12]);
  });

  test("computes an outer product of a tall and a wide matrix", () => {
    const y = matmul(tensor([1, 2, 3], [3, 1], on), tensor([10, 20], [1, 2], on));
    expect(y.shape).toEqual([3, 2]);
    expect([...y.data]).toEqual([10, 20, 20, 40, 30, 60]);
  });

  test.each([
    { a: [0, 3], b: [3, 2], y: [0, 2] },
    { a: [2, 3], b: [3, 0], y: [2, 0] },
    { a: [2, 0], b: [0, 3], y: [2, 3] },
    { a: [0, 0], b: [0, 0], y: [0, 0] },
  ])("gives zeros of shape $y for $a x $b", ({ a, b, y: shape }) => {
    const y = matmul(zeros(a, on), zeros(b, on));
    expect(y.shape).toEqual(shape);
    expect([...y.data]).toEqual(Array.from({ length: shape[0] * shape[1] }, () => 0));
  });

  test("gives NaN for zero times infinity", () => {
    expect([...matmul(tensor([0, 1], [1, 2], on), tensor([Infinity, 2], [2, 1], on)).data]).toEqual([
      Number.NaN,
    ]);
  });

  test("equals the textbook loop exactly on small whole numbers, in every orientation", () => {
    fc.assert(
      fc.property(products(fc.integer({ min: -9, max: 9 })), fc.constantFrom(...orientations), (p, o) => {
        const y = multiply(p, o);
        expect(y.shape).toEqual([p.m, p.n]);
        // + 0, since -0 and 0 are equal here
        expect([...y.data].map((v) => v + 0)).toEqual(textbook(p).map((v) => v + 0));
      }),
      { seed: 1, numRuns: 150 },
    );
  });

  test("agrees with the textbook loop within k epsilon of the sum of sizes on any numbers", () => {
    const element = fc.double({ min: -1000, max: 1000, noNaN: true }).map((v) => rounded(dtype, [v])[0]);
    fc.assert(
      fc.property(products(element), fc.constantFrom(...orientations), (p, o) => {
        const expected = textbook(p);
        const sizes = textbook({ ...p, a: p.a.map(Math.abs), b: p.b.map(Math.abs) });
        const got = multiply(p, o).data;
        for (const [i, value] of expected.entries()) {
          // 2^-126: below it float32 has no relative precision left
          const bound = (p.k + 1) * machineEpsilon(dtype) * sizes[i] + 2 ** -126;
          expect(Math.abs(got[i] - value)).toBeLessThanOrEqual(bound);
        }
      }),
      { seed: 2, numRuns: 100 },
    );
  });

  test("does not change its operands", () => {
    const [a, b] = [tensor([1, 2], [1, 2], on), tensor([3, 4], [2, 1], on)];
    matmul(a, b);
    expect([[...a.data], [...b.data]]).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test.each([
    {
      a: [32, 784],
      b: [500, 10],
      options: {},
      message: "matmul: inner axes differ, a [32, 784] x b [500, 10]",
    },
    {
      a: [2, 3],
      b: [3, 4],
      options: { transposeA: true },
      message: "matmul: inner axes differ, transposed a [2, 3] x b [3, 4]",
    },
    {
      a: [2, 3],
      b: [3, 4],
      options: { transposeB: true },
      message: "matmul: inner axes differ, a [2, 3] x transposed b [3, 4]",
    },
    {
      a: [3],
      b: [3, 4],
      options: {},
      message: "matmul: a matrix [rows, columns] is needed, got [3]; reshape it first",
    },
    {
      a: [2, 3],
      b: [3, 4, 1],
      options: {},
      message: "matmul: a matrix [rows, columns] is needed, got [3, 4, 1]; reshape it first",
    },
  ])("refuses: $message", ({ a, b, options, message }) => {
    expect(refusal(() => matmul(zeros(a, on), zeros(b, on), options))).toEqual({ code: "E_SHAPE", message });
  });

  test("refuses operands of different number types", () => {
    const other = { engine, dtype: dtype === "f32" ? "f64" : "f32" } as const;
    expect(refusal(() => matmul(zeros([2, 3], on), zeros([3, 1], other)))).toEqual({
      code: "E_DTYPE",
      message: `matmul: number types differ, ${dtype} [2, 3] and ${other.dtype} [3, 1]`,
    });
  });

  test("refuses operands of different engines", () => {
    const other = { engine: createReferenceEngine(), dtype };
    expect(refusal(() => matmul(zeros([2, 3], on), zeros([3, 1], other))).code).toBe("E_ENGINE");
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { binaryOperations, unaryOperations } from "../../../tests/elementwise-operations.js";
import { numbers } from "../../../tests/numbers.js";
import {
  add,
  addRow,
  addScalar,
  clip,
  createPortableEngine,
  type DType,
  type Engine,
  gather,
  machineEpsilon,
  matmul,
  type RowScaling,
  type RowValues,
  referenceEngine,
  scale,
  softmax,
  softmaxCrossEntropy,
  softmaxCrossEntropyGradient,
  sum,
  sumRows,
  type Tensor,
  tensor,
  updateSgd,
  where,
} from "../../index.js";

const portable = createPortableEngine();
const dtypes: readonly DType[] = ["f32", "f64"];
const lengths = Array.from({ length: 68 }, (_, n) => n);

/** The results of an operation on both engines, for the same operands. */
function both(run: (engine: Engine) => Tensor): readonly [readonly number[], readonly number[]] {
  return [[...run(portable).data], [...run(referenceEngine).data]];
}

/** Largest |got - expected| in units of `epsilon` times |expected|. */
function worst(got: readonly number[], expected: readonly number[], epsilon: number): number {
  expect(got.length).toBe(expected.length);
  let largest = 0;
  for (const [i, value] of expected.entries()) {
    if (Object.is(got[i], value) || got[i] === value) continue;
    largest = Math.max(largest, Math.abs(got[i] - value) / (epsilon * Math.abs(value)));
  }
  return largest;
}

describe.each(dtypes)("portable kernels of %s against the reference", (dtype) => {
  const epsilon = machineEpsilon(dtype);

  // units of the last place: 0 where the reference is exact; the reference of erf may be off by 10
  const unitsOf: Readonly<Record<string, number>> = {
    ...{ negate: 0, square: 0, relu: 0, abs: 0, sign: 0, sqrt: 0, rsqrt: 0, reciprocal: 0 },
    // in float64 the reference takes the same steps
    ...(dtype === "f64" && { sin: 0, cos: 0 }),
    erf: 11,
  };

  test.each(unaryOperations)("%s agrees for every length from 0 to 67", (name, f) => {
    for (const n of lengths) {
      const values = numbers(n, "x");
      const [got, expected] = both((engine) => f(tensor(values, [n], { engine, dtype })));
      expect(worst(got, expected, epsilon)).toBeLessThanOrEqual(unitsOf[name] ?? 2);
    }
  });

  test("scale, addScalar, clip and where give the same bits for every length from 0 to 67", () => {
    for (const n of lengths) {
      for (const run of [
        (x: Tensor) => scale(x, 1 / 3),
        (x: Tensor) => addScalar(x, 1 / 3),
        (x: Tensor) => clip(x, -0.1, 1 / 3),
        (x: Tensor) => where(clip(x, 0, 1), x, scale(x, 2)),
      ]) {
        const [got, expected] = both((engine) => run(tensor(numbers(n, "x"), [n], { engine, dtype })));
        expect(got).toEqual(expected);
      }
    }
  });

  /** Gradients that take an exponential or an error function: they are near 0 where two terms cancel. */
  const cancelling = new Set(["siluGradient", "geluGradient"]);

  test.each(binaryOperations)(
    "%s gives the same bits for every length from 0 to 67, or nearly so if it takes an exponential",
    (name, f) => {
      for (const n of lengths) {
        const [a, b] = [numbers(n, "a"), numbers(n, "b")];
        const [got, expected] = both((engine) =>
          f(tensor(a, [n], { engine, dtype }), tensor(b, [n], { engine, dtype })),
        );
        if (!cancelling.has(name)) expect(got).toEqual(expected);
        else {
          const errors = expected.map((value, i) => Math.abs(got[i] - value) / Math.abs(a[i]));
          for (const error of errors) expect(error).toBeLessThanOrEqual(8 * epsilon);
        }
      }
    },
  );

  test("addRow, sumRows and updateSgd give the same bits for every number of columns from 1 to 67", () => {
    for (const columns of lengths.slice(1)) {
      for (const rows of [0, 1, 5]) {
        const [x, row] = [numbers(rows * columns, "x"), numbers(columns, "row")];
        const make = (engine: Engine) => tensor(x, [rows, columns], { engine, dtype });
        const rowOf = (engine: Engine) => tensor(row, [columns], { engine, dtype });
        for (const run of [
          (engine: Engine) => addRow(make(engine), rowOf(engine)),
          (engine: Engine) => sumRows(make(engine)),
          (engine: Engine) => {
            const w = rowOf(engine);
            updateSgd(w, scale(w, 0.3), 0.7);
            return w;
          },
        ]) {
          const [got, expected] = both(run);
          expect(got).toEqual(expected);
        }
      }
    }
  });

  test("sum agrees for every length from 0 to 67 and around the blocks of its tree", () => {
    for (const n of [...lengths, 1023, 1024, 1025, 2048, 2049, 5000]) {
      const values = numbers(n, "x");
      const [got, expected] = [portable, referenceEngine].map((engine) =>
        sum(tensor(values, [n], { engine, dtype })),
      );
      const size = values.reduce((total, value) => total + Math.abs(value), 0);
      expect(Math.abs(got - expected)).toBeLessThanOrEqual(n * 2 ** -53 * size);
    }
  });

  test("softmax, its loss and gradient agree for every number of classes from 1 to 67", () => {
    for (const classes of lengths.slice(1)) {
      const rows = 3;
      const logits = numbers(rows * classes, "logits").map((value) => value / 5);
      const targets = Array.from({ length: rows }, (_, i) => (7 * i) % classes);
      const operands = (engine: Engine) => ({
        x: tensor(logits, [rows, classes], { engine, dtype }),
        t: tensor(targets, [rows], { engine, dtype }),
      });
      const [y, expectedY] = both((engine) => softmax(operands(engine).x));
      // up to 67 exponentials are summed in another order
      expect(worst(y, expectedY, epsilon)).toBeLessThanOrEqual(8);
      const [loss, expectedLoss] = [portable, referenceEngine].map((engine) => {
        const { x, t } = operands(engine);
        return softmaxCrossEntropy(x, t).loss;
      });
      expect(Math.abs(loss - expectedLoss)).toBeLessThanOrEqual(1e-14 * Math.max(1, expectedLoss));
      const [dx, expectedDx] = both((engine) => {
        const { t } = operands(engine);
        // both get the same probabilities, so that only the gradient is compared
        return softmaxCrossEntropyGradient(tensor(expectedY, [rows, classes], { engine, dtype }), t);
      });
      expect(dx).toEqual(expectedDx);
    }
  });

  test("gather gives the same bits for every number of columns, type of values and scaling", () => {
    const pair = (offset: number, divisor: number): RowScaling => ({
      offset: Float64Array.of(offset),
      divisor: Float64Array.of(divisor),
    });
    for (const columns of lengths.slice(1)) {
      const raw = numbers(5 * columns, "values");
      const perColumn: RowScaling = {
        offset: Float64Array.from(numbers(columns, "offset")),
        divisor: Float64Array.from(numbers(columns, "divisor")),
      };
      const kinds: readonly RowValues[] = [
        Uint8Array.from(raw, (value) => Math.abs(value) * 50),
        Float32Array.from(raw),
        Float64Array.from(raw),
      ];
      for (const values of kinds) {
        for (const scaling of [undefined, pair(0, 255), pair(127, 128), pair(0.3, 0.1), perColumn]) {
          const rows = { shape: [columns], values, ...(scaling && { scaling }) };
          const [got, expected] = both((engine) => gather(rows, [4, 0, 2, 2], { engine, dtype }));
          expect(got).toEqual(expected);
        }
      }
    }
  });

  test("gather scales every byte as the reference does, whatever the offset and the divisor", () => {
    const values = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    for (const offset of [0, 127, -3, 10 / 37, 33.318421, 0.1, 1e-9]) {
      for (const divisor of [1, 2, 255, 16, 78.56749, 0.3, 1e30, 1e-30]) {
        const scaling = { offset: Float64Array.of(offset), divisor: Float64Array.of(divisor) };
        const [got, expected] = both((engine) =>
          gather({ shape: [256], values, scaling }, [0], { engine, dtype }),
        );
        expect(got, `(x - ${offset}) / ${divisor}`).toEqual(expected);
      }
    }
  });
});

const pairs = [
  { transposeA: false, transposeB: false },
  { transposeA: true, transposeB: false },
  { transposeA: false, transposeB: true },
  { transposeA: true, transposeB: true },
];

describe.each(dtypes)("portable product of %s against the reference", (dtype) => {
  /** Checks `a b` for whole numbers, whose sums are exact, in one orientation. */
  function check(m: number, n: number, k: number, pair: (typeof pairs)[number]): void {
    const whole = (count: number, name: string) =>
      numbers(count, name).map((value) => Math.round(value) % 16);
    const [a, b] = [whole(m * k, "a"), whole(k * n, "b")];
    const [got, expected] = both((engine) => {
      const left = tensor(a, pair.transposeA ? [k, m] : [m, k], { engine, dtype });
      const right = tensor(b, pair.transposeB ? [n, k] : [k, n], { engine, dtype });
      // + 0: the sign of a zero may differ
      return add(matmul(left, right, pair), tensor(new Float64Array(m * n), [m, n], { engine, dtype }));
    });
    expect(got.findIndex((value, i) => value !== expected[i])).toBe(-1);
  }

  test.each(pairs)("is exact on whole numbers for every small size, %j", (pair) => {
    for (const m of [1, 2, 3, 4, 5, 8, 9]) {
      for (const n of [1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 16, 17])
        for (const k of [1, 3, 4, 7, 30]) check(m, n, k, pair);
    }
  });

  test.each(pairs)("is exact on whole numbers around the edges of the blocks, %j", (pair) => {
    for (const m of [127, 128, 129]) check(m, 9, 5, pair);
    for (const k of [255, 256, 257, 513]) check(5, 10, k, pair);
    for (const n of [1023, 1024, 1025]) check(5, n, 3, pair);
    check(130, 1030, 258, pair);
  });

  test("agrees on any numbers and shapes within k epsilon of the sum of sizes", () => {
    const size = fc.integer({ min: 1, max: 70 });
    fc.assert(
      fc.property(size, size, size, fc.constantFrom(...pairs), (m, n, k, pair) => {
        const [a, b] = [numbers(m * k, "a"), numbers(k * n, "b")];
        const product = (engine: Engine, left: readonly number[], right: readonly number[]) =>
          matmul(
            tensor(left, pair.transposeA ? [k, m] : [m, k], { engine, dtype }),
            tensor(right, pair.transposeB ? [n, k] : [k, n], { engine, dtype }),
            pair,
          ).data;
        const got = product(portable, a, b);
        const expected = product(referenceEngine, a, b);
        const sizes = product(referenceEngine, a.map(Math.abs), b.map(Math.abs));
        for (let i = 0; i < m * n; i++) {
          expect(Math.abs(got[i] - expected[i])).toBeLessThanOrEqual(
            (k + 1) * machineEpsilon(dtype) * sizes[i],
          );
        }
      }),
      { seed: 5, numRuns: 60 },
    );
  });
});

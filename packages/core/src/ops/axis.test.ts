import { refusal } from "@retrograd/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cases, rounded } from "../../tests/engines-under-test.js";
import { numbers } from "../../tests/numbers.js";
import {
  add,
  broadcastAxis,
  broadcastOthers,
  createPortableEngine,
  divide,
  type Engine,
  geluGradient,
  machineEpsilon,
  maxAxis,
  moments,
  multiply,
  referenceEngine,
  type Shape,
  sizeOf,
  subtract,
  sum,
  sumAxis,
  sumOthers,
  type Tensor,
  tensor,
  zeros,
} from "../index.js";

const { NaN: nan } = Number;
const shapes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });
const shapesWithAxis = shapes.chain((shape) =>
  fc.record({ shape: fc.constant(shape), axis: fc.integer({ min: 0, max: shape.length - 1 }) }),
);
const without = (shape: Shape, axis: number) => shape.filter((_, i) => i !== axis);

describe.each(cases)("one axis on $name", ({ engine, dtype }) => {
  const on = { engine, dtype };
  const x = tensor([1, 2, 3, 4, 5, 6], [2, 3], on);
  const dataOf = (y: Tensor) => Array.from(y.data);

  test("known answers of broadcasts", () => {
    expect(dataOf(broadcastAxis(add, x, tensor([10, 20, 30], [3], on), 1))).toEqual([11, 22, 33, 14, 25, 36]);
    expect(dataOf(broadcastAxis(multiply, x, tensor([1, -1], [2], on), 0))).toEqual([1, 2, 3, -4, -5, -6]);
    expect(dataOf(broadcastOthers(subtract, x, tensor([1, 4], [2], on), 1))).toEqual([0, 1, 2, 0, 1, 2]);
    expect(dataOf(broadcastOthers(divide, x, tensor([1, 2, 3], [3], on), 0))).toEqual([1, 1, 1, 4, 2.5, 2]);
  });

  test("known answers of sums, moments and maxima", () => {
    expect(dataOf(sumAxis(x, 1))).toEqual([6, 15]);
    expect(dataOf(sumAxis(x, 0))).toEqual([5, 7, 9]);
    expect(dataOf(sumOthers(x, 1))).toEqual([5, 7, 9]);
    expect(dataOf(sumOthers(x, 0))).toEqual([6, 15]);
    const { mean, variance } = moments(x, 1, "axis");
    expect([dataOf(mean), dataOf(variance)]).toEqual([[2, 5], rounded(dtype, [2 / 3, 2 / 3])]);
    const { y, indices } = maxAxis(tensor([1, 5, 5, nan, 2, nan], [2, 3], on), 1);
    expect([dataOf(y), dataOf(indices)]).toEqual([
      [5, nan],
      [1, 0],
    ]);
  });

  test("a sum over no numbers is 0", () => {
    expect(dataOf(sumAxis(tensor([], [2, 0], on), 1))).toEqual([0, 0]);
    expect(dataOf(sumOthers(tensor([], [0, 2], on), 1))).toEqual([0, 0]);
  });

  test("a mean of 1e6 costs the variance no digits beyond those of the numbers", () => {
    const shifted = tensor([1e6 + 1, 1e6 + 2, 1e6 + 3], [3], on);
    expect(dataOf(moments(shifted, 0, "axis").variance)[0]).toBeCloseTo(2 / 3, 6);
  });

  test("each sum is the adjoint of its broadcast", () => {
    fc.assert(
      fc.property(shapesWithAxis, ({ shape, axis }) => {
        const whole = (n: number, name: string) => numbers(n, name).map(Math.round);
        const c = tensor(whole(sizeOf(shape), "c"), shape, on);
        const zero = tensor(new Float64Array(sizeOf(shape)), shape, on);
        const b = tensor(whole(shape[axis], "b"), [shape[axis]], on);
        expect(sum(multiply(broadcastAxis(add, zero, b, axis), c))).toBe(
          sum(multiply(b, sumOthers(c, axis))),
        );
        const others = without(shape, axis);
        const d = tensor(whole(sizeOf(others), "d"), others, on);
        expect(sum(multiply(broadcastOthers(add, zero, d, axis), c))).toBe(
          sum(multiply(d, sumAxis(c, axis))),
        );
      }),
      { seed: 4, numRuns: 200 },
    );
  });

  test("refuses what does not fit, and says what was expected", () => {
    expect(refusal(() => broadcastAxis(add, x, tensor([1, 2], [2], on), 1))).toEqual({
      code: "E_SHAPE",
      message: "broadcastAxis: axis 1 of x [2, 3] needs b [3], got [2]",
    });
    expect(refusal(() => broadcastOthers(geluGradient, x, tensor([1, 2], [2], on), 1))).toEqual({
      code: "E_ARGUMENT",
      message:
        'broadcastOthers: f must be an elementwise operation that is not costly, such as add or multiply, got "geluGradient"',
    });
    expect(refusal(() => sumAxis(x, -1)).code).toBe("E_ARGUMENT");
    expect(refusal(() => maxAxis(tensor([], [2, 0], on), 1))).toEqual({
      code: "E_SHAPE",
      message: "maxAxis: axis 1 of x [2, 0] has no numbers to compare",
    });
    expect(refusal(() => moments(tensor([], [2, 0], on), 0, "others")).code).toBe("E_SHAPE");
  });
});

test("maxima whose indices float32 cannot hold are refused", () => {
  const long = zeros([2 ** 24 + 1]);
  expect(refusal(() => maxAxis(long, 0))).toEqual({
    code: "E_SHAPE",
    message: "maxAxis: float32 has exact indices up to 16777216, and there are 16777217 numbers: use float64",
  });
});

describe.each(["f32", "f64"] as const)(
  "portable kernels of one axis in %s against the reference",
  (dtype) => {
    const portable = createPortableEngine();

    function compare(shape: Shape, axis: number): void {
      const values = numbers(sizeOf(shape), "x");
      const results = (engine: Engine): readonly Tensor[] => {
        const on = { engine, dtype };
        const x = tensor(values, shape, on);
        const b = tensor(numbers(shape[axis], "b"), [shape[axis]], on);
        const others = without(shape, axis);
        const d = tensor(numbers(sizeOf(others), "d"), others, on);
        const { y, indices } = maxAxis(x, axis);
        return [
          broadcastAxis(multiply, x, b, axis),
          broadcastOthers(subtract, x, d, axis),
          ...[y, indices],
          ...[sumAxis(x, axis), sumOthers(x, axis)],
          ...[moments(x, axis, "axis").variance, moments(x, axis, "others").variance],
        ];
      };
      const [got, expected] = [results(portable), results(referenceEngine)];
      // of the sums of sizes: 2 units, since the sums are taken in another order
      const size = Math.max(...values.map(Math.abs));
      for (const [i, tensorOf] of expected.entries()) {
        const exact = i < 4;
        const bound = exact ? 0 : 4 * machineEpsilon(dtype) * values.length * Math.max(size, size * size);
        for (const [j, value] of Array.from(tensorOf.data).entries())
          expect(Math.abs(got[i].data[j] - value), `${i} [${shape}] axis ${axis}`).toBeLessThanOrEqual(bound);
      }
    }

    test("agree for any shape and axis", () => {
      fc.assert(
        fc.property(shapesWithAxis, ({ shape, axis }) => compare(shape, axis)),
        { seed: 5, numRuns: 200 },
      );
    });

    test("agree for every length of the axis and behind it from 1 to 35, and around the blocks of the tree", () => {
      for (let n = 1; n <= 35; n++) {
        compare([2, n, 3], 1);
        compare([3, 2, n], 1);
      }
      for (const n of [1023, 1024, 1025, 2049]) compare([2, n], 1);
    });
  },
);

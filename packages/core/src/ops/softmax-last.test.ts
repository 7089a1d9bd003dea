import { refusal } from "@retrograd/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cases } from "../../tests/engines-under-test.js";
import { numbers } from "../../tests/numbers.js";
import {
  createPortableEngine,
  type Engine,
  logSoftmax,
  logSoftmaxGradient,
  machineEpsilon,
  multiply,
  referenceEngine,
  type Shape,
  sizeOf,
  softmax,
  softmaxGradient,
  softmaxLast,
  sum,
  type Tensor,
  tensor,
  zeros,
} from "../index.js";

// the logits (0, ln 3) have the softmax (1/4, 3/4)
const ln3 = 1.0986122886681098;
const { NaN: nan } = Number;

describe.each(cases)("softmax over the last axis on $name", ({ engine, dtype }) => {
  const on = { engine, dtype };

  function expectClose(got: Tensor, expected: readonly number[]): void {
    for (const [i, value] of expected.entries())
      expect(Math.abs(got.data[i] - value)).toBeLessThanOrEqual(4 * machineEpsilon(dtype));
  }

  test("gives the probabilities computed by hand, and their logarithms and gradients", () => {
    const x = tensor([0, ln3, 5, 5], [2, 1, 2], on);
    const y = softmaxLast(x);
    expect(y.shape).toEqual([2, 1, 2]);
    expectClose(y, [0.25, 0.75, 0.5, 0.5]);
    expectClose(logSoftmax(x), [-2 * Math.LN2, ln3 - 2 * Math.LN2, -Math.LN2, -Math.LN2]);
    const dy = tensor([4, 0, 1, -1], [2, 1, 2], on);
    // sums of dy y: 1 and 0
    expectClose(softmaxGradient(dy, y), [0.75, -0.75, 0.5, -0.5]);
    // sums of dy: 4 and 0
    expectClose(logSoftmaxGradient(dy, logSoftmax(x)), [3, -3, 1, -1]);
  });

  test("is softmax for a matrix", () => {
    const x = tensor(numbers(66, "x"), [6, 11], on);
    expectClose(softmaxLast(x), [...softmax(x).data]);
  });

  test("logSoftmax is exact where softmax underflows to 0", () => {
    expect([...logSoftmax(tensor([1e4, 0, -1e4], [3], on)).data]).toEqual([0, -1e4, -2e4]);
  });

  test("numbers that do not count are 0 whatever they are, and so is a row in which none counts", () => {
    const x = tensor([0, nan, ln3, Infinity, nan, 1, 2, 3, 4, 1, nan, 2], [3, 4], on);
    const y = softmaxLast(x, tensor([1, 0, 0.5, 0, 0, 0, 0, 0, 1, 1, 1, 1], [3, 4], on));
    expectClose(y, [0.25, 0, 0.75, 0, 0, 0, 0, 0]);
    expect([...y.data].slice(8)).toEqual([nan, nan, nan, nan]);
  });

  test("a row with a mask has the bits of its numbers that count alone", () => {
    for (let n = 1; n < 20; n++) {
      const x = numbers(23, "x");
      const mask = tensor(
        Array.from({ length: 23 }, (_, i) => (i < n ? 1 : 0)),
        [1, 23],
        on,
      );
      const y = softmaxLast(tensor(x, [1, 23], on), mask);
      expect([...y.data].slice(0, n)).toEqual([...softmaxLast(tensor(x.slice(0, n), [n], on)).data]);
    }
  });

  test("a mask repeats along its axes of length 1", () => {
    const shapes: readonly Shape[] = [
      [2, 3, 4, 5],
      [2, 1, 1, 5],
      [1, 1, 4, 5],
      [2, 1, 4, 5],
      [1, 3, 1, 5],
      [1, 1, 1, 5],
    ];
    const shape = [2, 3, 4, 5];
    const x = tensor(numbers(120, "x"), shape, on);
    for (const maskShape of shapes) {
      const bits = numbers(sizeOf(maskShape), "mask").map((value) => (value > -0.3 ? 1 : 0));
      const full = Array.from({ length: 120 }, (_, i) => {
        const index = [Math.floor(i / 60), Math.floor(i / 20) % 3, Math.floor(i / 5) % 4, i % 5];
        const at = maskShape.reduce((total, n, axis) => total * n + (n === 1 ? 0 : (index[axis] ?? 0)), 0);
        return bits[at] ?? 0;
      });
      const expected = softmaxLast(x, tensor(full, shape, on));
      expect([...softmaxLast(x, tensor(bits, maskShape, on)).data]).toEqual([...expected.data]);
    }
  });

  test("refuses a mask that does not fit, and numbers without axes", () => {
    expect(refusal(() => softmaxLast(zeros([2, 3], on), zeros([3], on)))).toEqual({
      code: "E_SHAPE",
      message:
        "softmaxLast: x [2, 3] needs a mask with its axes, each of the same length or, except for the last, of length 1, got [3]",
    });
    expect(refusal(() => softmaxLast(zeros([2, 3], on), zeros([2, 1], on))).code).toBe("E_SHAPE");
    expect(refusal(() => logSoftmax(zeros([], on)))).toEqual({
      code: "E_SHAPE",
      message: "logSoftmax: x must have an axis, got a number without axes",
    });
    expect(softmaxLast(zeros([0, 3], on)).shape).toEqual([0, 3]);
    expect(logSoftmax(zeros([3, 0], on)).shape).toEqual([3, 0]);
  });
});

describe.each(["f32", "f64"] as const)("softmax over the last axis in %s", (dtype) => {
  test("portable agrees with the reference, with and without a mask", () => {
    const sizes = fc.record({ rows: fc.integer({ min: 1, max: 4 }), n: fc.integer({ min: 1, max: 70 }) });
    fc.assert(
      fc.property(sizes, ({ rows, n }) => {
        const [x, dy] = [numbers(rows * n, "x").map((value) => value / 5), numbers(rows * n, "dy")];
        const mask = numbers(rows * n, "mask").map((value) => (value > 0 ? 1 : 0));
        const results = (engine: Engine) => {
          const of = (values: readonly number[]) => tensor(values, [rows, n], { engine, dtype });
          const y = softmaxLast(of(x), of(mask));
          const logs = logSoftmax(of(x));
          return { y, logs, dx: softmaxGradient(of(dy), y), dLogs: logSoftmaxGradient(of(dy), logs) };
        };
        const [got, expected] = [results(createPortableEngine()), results(referenceEngine)];
        // the sums of a row are taken in another order
        const size = 1 + dy.reduce((total, value) => total + Math.abs(value), 0);
        for (const key of ["y", "logs", "dx", "dLogs"] as const) {
          for (const [i, value] of [...expected[key].data].entries()) {
            const scale = key === "y" ? value : key === "logs" ? 1 + Math.abs(value) : size;
            expect(Math.abs(got[key].data[i] - value)).toBeLessThanOrEqual(8 * machineEpsilon(dtype) * scale);
          }
        }
      }),
      { seed: 8, numRuns: 40 },
    );
  });
});

test("gradients are the derivatives, by central differences in float64", () => {
  const [x, c] = [numbers(12, "x"), tensor(numbers(12, "c"), [3, 4], { dtype: "f64" })];
  const mask = tensor([1, 1, 1, 0, 1, 0, 1, 1, 0, 0, 0, 0], [3, 4], { dtype: "f64" });
  const of = (values: readonly number[]) => tensor(values, [3, 4], { dtype: "f64" });
  for (const { f, dx } of [
    { f: (x: Tensor) => softmaxLast(x, mask), dx: softmaxGradient(c, softmaxLast(of(x), mask)) },
    { f: logSoftmax, dx: logSoftmaxGradient(c, logSoftmax(of(x))) },
  ]) {
    for (const i of x.keys()) {
      const at = (h: number) => sum(multiply(f(of(x.map((value, j) => (j === i ? value + h : value)))), c));
      const slope = (at(1e-5) - at(-1e-5)) / 2e-5;
      expect(Math.abs(dx.data[i] - slope)).toBeLessThanOrEqual(1e-6 * (1 + Math.abs(slope)));
    }
  }
});

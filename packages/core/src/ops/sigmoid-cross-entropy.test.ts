import { refusal } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import { cases } from "../../tests/engines-under-test.js";
import { numbers } from "../../tests/numbers.js";
import {
  createPortableEngine,
  type Engine,
  referenceEngine,
  sigmoid,
  sigmoidCrossEntropy,
  sigmoidCrossEntropyGradient,
  tensor,
} from "../index.js";

describe.each(cases)("sigmoidCrossEntropy on $name", ({ engine, dtype }) => {
  const on = { engine, dtype };
  const digits = dtype === "f32" ? 5 : 13;
  const x = tensor([0.5, -2, 1, 0], [2, 2], on);
  const t = tensor([1, 0, 0.25, 1], [2, 2], on);

  test("gives the numbers of PyTorch with a weight of 2.5 for targets that are 1", () => {
    // PyTorch 1.13.1, binary_cross_entropy_with_logits(reduction="sum", pos_weight=2.5) in float64
    const { total, y } = sigmoidCrossEntropy(x, t, { positive: 2.5 });
    expect(total).toBeCloseTo(4.225723243230659, digits);
    expect([...y.data]).toEqual([...sigmoid(x).data]);
    const dx = sigmoidCrossEntropyGradient(y, t, { positive: 2.5, factor: 2 });
    expect(dx.shape).toEqual([2, 2]);
    for (const [i, value] of [-0.9438516719953636, 0.11920292202211755, 0.38020554561625675, -1.25].entries())
      expect(dx.data[i]).toBeCloseTo(2 * value, digits);
  });

  test("is exact for logits of any size, and a target of no weight adds nothing", () => {
    const large = tensor([1e4, -1e4, Infinity, -Infinity], [4], on);
    expect(sigmoidCrossEntropy(large, tensor([1, 0, 1, 0], [4], on)).total).toBe(0);
    expect(sigmoidCrossEntropy(tensor([1e4, -1e4], [2], on), tensor([0, 1], [2], on)).total).toBe(2e4);
  });

  test("refuses targets outside 0 to 1, and a weight that is not above 0", () => {
    expect(refusal(() => sigmoidCrossEntropy(x, tensor([0, 1, 2, 0], [2, 2], on)))).toEqual({
      code: "E_TARGET",
      message: "sigmoidCrossEntropy: t[2] must be from 0 to 1, got 2",
    });
    expect(refusal(() => sigmoidCrossEntropy(x, t, { positive: 0 })).code).toBe("E_ARGUMENT");
  });
});

test("portable agrees with the reference for every length around a vector and a block", () => {
  const portable = createPortableEngine();
  for (const dtype of ["f32", "f64"] as const) {
    for (const n of [0, 1, 2, 3, 4, 5, 7, 1023, 1024, 1025, 3000]) {
      const run = (engine: Engine) => {
        const x = tensor(numbers(n, "x"), [n], { engine, dtype });
        const t = tensor(
          numbers(n, "t").map((value) => Math.abs(value) / 50),
          [n],
          { engine, dtype },
        );
        const { total, y } = sigmoidCrossEntropy(x, t, { positive: 3 });
        return { total, y: y.data, dx: sigmoidCrossEntropyGradient(y, t, { positive: 3 }).data };
      };
      const [got, expected] = [run(portable), run(referenceEngine)];
      expect(Math.abs(got.total - expected.total)).toBeLessThanOrEqual(1e-14 * expected.total);
      const limit = dtype === "f32" ? 1e-6 : 1e-14;
      for (let i = 0; i < n; i++) {
        expect(Math.abs(got.y[i] - expected.y[i])).toBeLessThanOrEqual(limit);
        expect(Math.abs(got.dx[i] - expected.dx[i])).toBeLessThanOrEqual(3 * limit);
      }
    }
  }
});

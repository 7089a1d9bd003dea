import { describe, expect, test } from "vitest";
import { numbers } from "../../../tests/numbers.js";
import {
  adjustGradient,
  createPortableEngine,
  type DType,
  type Engine,
  referenceEngine,
  sumSquares,
  type Tensor,
  tensor,
  updateAdam,
  updateMomentum,
  updateRms,
} from "../../index.js";

const portable = createPortableEngine();
const dtypes: readonly DType[] = ["f32", "f64"];
const lengths = Array.from({ length: 68 }, (_, n) => n);

describe.each(dtypes)("portable updates of %s against the reference", (dtype) => {
  test.each([
    [
      "updateMomentum",
      (w: Tensor, g: Tensor, v: Tensor) =>
        updateMomentum(w, g, v, { momentum: 0.9, gradientScale: 0.7, velocityScale: -0.3, lookahead: -0.1 }),
    ],
    [
      "updateRms",
      (w: Tensor, g: Tensor, h: Tensor) =>
        updateRms(w, g, h, { decay: 0.9, gradientScale: 0.1, stepSize: 0.3, eps: 1e-7 }),
    ],
    [
      "updateAdam",
      (w: Tensor, g: Tensor, v: Tensor, m: Tensor) =>
        updateAdam(
          w,
          g,
          { m, v },
          { beta1: 0.9, beta2: 0.99, stepSize: 0.3, eps: 1e-8, weightDecayFactor: 0.999 },
        ),
    ],
    [
      "adjustGradient",
      (w: Tensor, g: Tensor, v: Tensor) =>
        updateMomentum(w, adjustGradient(g, w, { factor: 0.5, limit: 1, decay: 0.1 }), v, {
          momentum: 0,
          gradientScale: 1,
          velocityScale: 1,
          lookahead: 0,
        }),
    ],
  ] as const)("%s gives the same bits for every length from 0 to 67", (_, update) => {
    for (const n of lengths) {
      const run = (engine: Engine) => {
        const make = (values: readonly number[]) => tensor(values, [n], { engine, dtype });
        const second = make(numbers(n, "second").map(Math.abs));
        const all = [
          make(numbers(n, "w")),
          make(numbers(n, "g")),
          second,
          make(numbers(n, "first")),
        ] as const;
        update(...all);
        update(...all);
        return all.map(({ data }) => [...data]);
      };
      expect(run(portable)).toEqual(run(referenceEngine));
    }
  });

  test("adjustGradient keeps NaN and clips infinities", () => {
    for (const engine of [portable, referenceEngine]) {
      const g = tensor([Number.NaN, Infinity, -Infinity], [3], { engine, dtype });
      const w = tensor([0, 0, 0], [3], { engine, dtype });
      expect([...adjustGradient(g, w, { factor: 1, limit: 2, decay: 0 }).data]).toEqual([Number.NaN, 2, -2]);
    }
  });

  test("sumSquares agrees for every length from 0 to 67 and around the blocks of its tree", () => {
    for (const n of [...lengths, 1023, 1024, 1025, 2048, 2049, 5000]) {
      const values = numbers(n, "x");
      const [got, expected] = [portable, referenceEngine].map((engine) =>
        sumSquares(tensor(values, [n], { engine, dtype })),
      );
      expect(Math.abs(got - expected)).toBeLessThanOrEqual(n * 2 ** -53 * expected);
    }
  });
});

import { tensor } from "@retrograd/core";
import { makeMetrics } from "@retrograd/network";
import type { Entry } from "@retrograd/plugin";
import { describe, expect, test } from "vitest";
import reference from "../../fixtures/metrics.json" with { type: "json" };
import { lossFor, measure, rows } from "../../tests/measure.js";
import { registry } from "../../tests/setup.js";

// fixtures/metrics.py: NumPy, exact fractions
describe.each([60, 7, 1])("in batches of %d", (batch) => {
  test.each(reference.classes)("metrics of classes follow their definitions", (sample) => {
    const samples = { y: sample.y, t: sample.t, batch };
    expect(measure("Accuracy", samples)).toEqual({ value: sample.accuracy });
    expect(measure({ TopK: 1 }, samples)).toEqual({ value: sample.accuracy });
    expect(measure({ TopK: { k: 2 } }, samples)).toEqual({ value: sample.topK2 });
    expect(measure("ConfusionMatrix", samples)).toEqual({ matrix: sample.confusionMatrix });
    for (const [entry, name] of [
      ["Precision", "precision"],
      ["Recall", "recall"],
      ["F1", "f1"],
    ] as const) {
      const { value, perClass } = measure(entry, samples);
      expect(value).toBeCloseTo(sample.macro[name], 15);
      expect(perClass).toEqual(sample.perClass[name].map(Number));
    }
  });

  test.each(reference.values)("metrics of values cover all rows, whatever their mean", (sample) => {
    const samples = { y: sample.y, t: sample.t, batch };
    for (const [entry, name] of [
      ["MSE", "mse"],
      ["MAE", "mae"],
      ["R2", "r2"],
    ] as const) {
      const { value = Number.NaN } = measure(entry, samples);
      expect(Math.abs(value / sample[name] - 1)).toBeLessThan(1e-12);
    }
  });
});

test("answers of yes or no are right on the same side, by hand", () => {
  // yes, no, no and no were right; the fifth is wrong, and so is NaN
  const column = (values: readonly number[]) => values.map((value) => [value]);
  const samples = {
    y: column([0.5, 0.2, 0.49, 0.1, 0.7, Number.NaN]),
    t: column([1, 0, 0, 0, 0, 0]),
    batch: 4,
  };
  expect(measure("BinaryAccuracy", samples)).toEqual({ value: 4 / 6 });
  expect(measure({ BinaryAccuracy: 0.8 }, samples)).toEqual({ value: 4 / 6 });
  expect(measure({ BinaryAccuracy: 0.3 }, samples)).toEqual({ value: 3 / 6 });
});

describe("sequences", () => {
  const spec = { kind: "classes", shape: [2], classes: 2, ignore: -1 } as const;
  const loss = { ...lossFor("Accuracy", 2), outShape: [2, 2], targets: spec };
  const resultOf = (entry: Entry, t: readonly number[]) => {
    const [metric] = makeMetrics(registry, [entry], loss);
    const tally = metric?.start();
    // predicts the classes 1, 0, 1, 1
    tally?.add(
      tensor([0.1, 0.9, 0.8, 0.2, 0.3, 0.7, 0.4, 0.6], [2, 2, 2], { dtype: "f64" }),
      tensor(t, [2, 2], { dtype: "f64" }),
    );
    return tally?.result();
  };

  test("every step counts", () => {
    expect(resultOf("Accuracy", [1, 0, 0, 0])).toEqual({ value: 0.5 });
    // the fourth root of 1 / (0.9 * 0.8 * 0.3 * 0.4)
    const { value = Number.NaN } = resultOf("Perplexity", [1, 0, 0, 0]) ?? {};
    expect(value).toBeCloseTo((0.9 * 0.8 * 0.3 * 0.4) ** -0.25, 14);
    expect(resultOf("ConfusionMatrix", [1, 0, 0, 0])).toEqual({
      matrix: [
        [1, 2],
        [0, 1],
      ],
    });
    expect(resultOf({ TopK: 2 }, [1, 0, 0, 0])).toEqual({ value: 1 });
  });

  test("steps that the loss ignores do not", () => {
    expect(resultOf("Accuracy", [-1, 0, -1, 0])).toEqual({ value: 0.5 });
    expect(resultOf({ TopK: 1 }, [-1, 0, -1, 0])).toEqual({ value: 0.5 });
    expect(resultOf("Perplexity", [-1, 0, -1, 0])?.value).toBeCloseTo((0.8 * 0.4) ** -0.5, 14);
    expect(resultOf("ConfusionMatrix", [-1, 0, -1, 0])).toEqual({
      matrix: [
        [1, 1],
        [0, 0],
      ],
    });
    expect(resultOf("F1", [-1, 1, -1, 1])?.perClass).toEqual([0, 2 / 3]);
  });
});

describe("classes", () => {
  const y = [
    [0.1, 0.9],
    [0.8, 0.2],
    [0.5, 0.5],
  ];

  test("the first of equal probabilities counts", () => {
    expect(measure("Accuracy", { y, t: [1, 1, 0] }).value).toBe(2 / 3);
    expect(measure({ TopK: 1 }, { y, t: [1, 1, 1] }).value).toBe(1 / 3);
  });

  test("one-hot and soft targets stand for their class of largest weight", () => {
    expect(
      measure("Accuracy", {
        y,
        t: [
          [0, 1],
          [1, 0],
          [0.4, 0.6],
        ],
      }).value,
    ).toBe(2 / 3);
    expect(
      measure("ConfusionMatrix", {
        y,
        t: [
          [0, 1],
          [1, 0],
          [0.4, 0.6],
        ],
      }).matrix,
    ).toEqual([
      [1, 0],
      [1, 1],
    ]);
  });

  test("a sample with a NaN has no prediction: wrong, missed, and in no column", () => {
    const broken = {
      y: [
        [Number.NaN, Number.NaN],
        [0.2, Number.NaN],
        [0.9, 0.1],
      ],
      t: [0, 1, 0],
    };
    expect(measure("Accuracy", broken).value).toBe(1 / 3);
    expect(measure({ TopK: 2 }, broken).value).toBe(1 / 3);
    expect(measure("ConfusionMatrix", broken).matrix).toEqual([
      [1, 0],
      [0, 0],
    ]);
    expect(measure("Recall", broken).perClass).toEqual([0.5, 0]);
    expect(measure("Precision", broken).perClass).toEqual([1, 0]);
  });

  test("a class without predictions has precision 0, one without samples recall 0, one without both is skipped", () => {
    // class 1 has samples and no predictions, class 2 predictions and no samples, class 3 neither
    const samples = {
      y: [
        [1, 0, 0, 0],
        [0, 0, 1, 0],
        [1, 0, 0, 0],
      ],
      t: [0, 1, 1],
    };
    expect(measure("Precision", samples)).toEqual({
      value: (0.5 + 0 + 0) / 3,
      perClass: [0.5, 0, 0, Number.NaN],
    });
    expect(measure("Recall", samples)).toEqual({ value: (1 + 0 + 0) / 3, perClass: [1, 0, 0, Number.NaN] });
    expect(measure("F1", samples).perClass).toEqual([2 / 3, 0, 0, Number.NaN]);
  });
});

describe("values", () => {
  const constant = [
    [2, 1],
    [2, 3],
  ];

  test("an output with equal targets has an R2 of 1 if all predictions are exact, else 0", () => {
    expect(measure("R2", { y: constant, t: constant }).value).toBe(1);
    expect(
      measure("R2", {
        y: [
          [2.5, 1],
          [2, 3],
        ],
        t: constant,
      }).value,
    ).toBe(0.5);
  });

  test("a prediction of NaN makes all results NaN", () => {
    for (const entry of ["MSE", "MAE", "R2"]) {
      expect(
        measure(entry, {
          y: [
            [Number.NaN, 1],
            [2, 3],
          ],
          t: constant,
        }).value,
      ).toBeNaN();
      expect(
        measure(entry, {
          y: [
            [Number.NaN, 1],
            [2, 3],
          ],
          t: [
            [1, 2],
            [3, 4],
          ],
        }).value,
      ).toBeNaN();
    }
  });

  test("targets of another shape are refused", () => {
    expect(() => measure("MSE", { y: [[1, 2]], t: [[1]] })).toThrow(
      "MSE: predictions [1, 2] need targets of the same shape, got [1, 1]",
    );
  });
});

test.each([...registry.metrics.keys()])(
  "%s of no samples is NaN, and of more targets than predictions an error",
  (type) => {
    const { value = Number.NaN } = measure(type === "TopK" ? { TopK: 2 } : type, { y: [], t: [] });
    expect(value).toBeNaN();
    const lone = { y: [[0.5, 0.2, 0.3]], t: [1, 1] };
    const options = type === "TopK" ? { k: 2 } : {};
    const tally = registry.metrics.get(type)?.create(options, lossFor(type, 3)).start();
    expect(() => tally?.add(rows(lone.y), rows(lone.t))).toThrow(/need|needs/);
  },
);

test("k above the number of classes is refused", () => {
  expect(() => measure({ TopK: 4 }, { y: [[1, 0, 0]], t: [0] })).toThrow(
    '"k" must be at most 3, the classes of ALoss, got 4',
  );
});

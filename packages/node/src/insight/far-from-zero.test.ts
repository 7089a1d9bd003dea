import { expect, test } from "vitest";
import { type ColumnData, explainFarInput, explainFarTarget, farInput, farTarget } from "./far-from-zero.js";

/** Data of one input column and one target column. */
function data(x: readonly number[], t: readonly number[], more: Partial<ColumnData> = {}): ColumnData {
  const column = (values: readonly number[]) => ({ shape: [1], values: Float64Array.from(values) });
  return {
    targets: "values",
    targetNames: ["price"],
    inputNames: ["area"],
    inputShape: [1],
    scaling: { kind: "none", offset: [0], divisor: [1] },
    train: { x: column(x), t: column(t) },
    ...more,
  };
}

test("a target is far from 0 by its mean or by its deviation", () => {
  expect(farTarget(data([0, 0], [400_000, 600_000]))).toEqual({
    name: "price",
    mean: 500_000,
    deviation: 100_000,
    size: Math.sqrt(500_000 ** 2 + 100_000 ** 2),
  });
  expect(farTarget(data([0, 0], [-50, 50]))).toMatchObject({ mean: 0, deviation: 50 });
  expect(farTarget(data([0, 0], [-9, 9]))).toBeUndefined();
  expect(farTarget(data([0, 0], [400, 600], { targets: "classes" }))).toBeUndefined();
});

test("the farthest of several targets is named, and one without a name by its index", () => {
  const t = { shape: [3], values: Float64Array.of(1, 200, 30, 1, 400, 30) };
  const train = { ...data([0, 0], []).train, t } as ColumnData["train"];
  expect(farTarget(data([0, 0], [], { train, targetNames: ["a", "b", "c"] }))?.name).toBe("b");
  expect(farTarget(data([0, 0], [], { train, targetNames: [] }))?.name).toBe("1");
});

test("inputs are compared after scaling", () => {
  const x = { shape: [1], values: Float64Array.of(2000, 3000) };
  const scaling = { offset: Float64Array.of(2500), divisor: Float64Array.of(500) };
  const scaled = { ...data([], [1, 2]).train, x: { ...x, scaling } } as ColumnData["train"];
  expect(farInput(data([2000, 3000], [1, 2]))).toMatchObject({ name: "area", mean: 2500 });
  expect(farInput(data([], [1, 2], { train: scaled }))).toBeUndefined();
});

test("stored samples are read, spread over the split", () => {
  const reads: number[][] = [];
  const train = {
    count: 5000,
    x: { shape: [1] },
    t: { shape: [1] },
    read(indices: ArrayLike<number>) {
      reads.push(Array.from(indices));
      const values = Float64Array.from(indices, () => 70);
      return { x: { shape: [1], values }, t: { shape: [1], values } };
    },
  };
  expect(farTarget(data([], [], { train }))).toMatchObject({ mean: 70, deviation: 0 });
  expect(reads[0]?.slice(0, 3)).toEqual([0, 5, 10]);
  expect(reads[0]).toHaveLength(1000);
});

test.each([
  [{ name: "price", mean: 412_345, deviation: 98_765 }, "write (price - 4.12e5) / 98770 in its place"],
  [{ name: "debt", mean: -2500, deviation: 30 }, "write (debt + 2500) / 30 in its place"],
  [{ name: "same", mean: 2002, deviation: 0 }, "write (same - 2002) / 2002 in its place"],
])("the advice for %j is a formula that can be written", (column, formula) => {
  const { finding, advice } = explainFarTarget({ ...column, size: 1 });
  expect(finding).toContain(`the target ${column.name} is far from 0: mean `);
  expect(advice).toContain(formula);
});

test("the advice for an input names data.scale where it is not used, and outliers where it is", () => {
  const column = { name: "area", mean: 2500, deviation: 500, size: 2550 };
  const scaled = (kind: ColumnData["scaling"]["kind"]) => ({ scaling: { kind, offset: [0], divisor: [1] } });
  expect(explainFarInput(column, scaled("none")).advice).toContain("data.scale: standardize");
  const standardized = explainFarInput(column, scaled("standardize"));
  expect(standardized.finding).toContain("also after data.scale: standardize");
  expect(standardized.advice).toBe("look for outliers in that column");
});

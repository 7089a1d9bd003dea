import { referenceEngine, type Tensor, tensor } from "@retrograd/core";
import { expect, test } from "vitest";
import { findIndependentColumns, indexOf, type RunnableGradient, sliceOf } from "./independent-columns.js";

const f64 = { dtype: "f64", engine: referenceEngine } as const;
const counted = (...shape: number[]) =>
  tensor(
    Float64Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => i + 1),
    shape,
    f64,
  );

/** A site whose output is `f` of the tensor. shape: of the output, at: where the element i of it comes from */
function runnable(
  x: Tensor,
  shape: readonly number[],
  f: (values: Tensor["data"], i: number) => number,
): RunnableGradient {
  const size = shape.reduce((a, b) => a * b);
  const run = () => ({
    y: tensor(
      Float64Array.from({ length: size }, (_, i) => f(x.data, i)),
      shape,
      f64,
    ),
    branches: [],
  });
  return { engine: referenceEngine, tensor: x, run };
}

test.each<[string, RunnableGradient, ReturnType<typeof findIndependentColumns>]>([
  [
    "columns of a matrix reach their own column",
    runnable(counted(2, 3), [4, 3], (W, i) => W[i % 3] + 2 * W[3 + (i % 3)]),
    { axis: 1, outputAxis: 1 },
  ],
  [
    "rows of a batch reach their own row",
    runnable(counted(3, 2), [3, 4], (x, i) => x[Math.floor(i / 4) * 2] * x[Math.floor(i / 4) * 2 + 1]),
    { axis: 0, outputAxis: 0 },
  ],
  [
    "an element by element output has the longer axis as independent columns",
    runnable(counted(2, 5), [2, 5], (x, i) => x[i] ** 2),
    { axis: 1, outputAxis: 1 },
  ],
  [
    "a layer that transposes the matrix changes the axis",
    runnable(counted(2, 3), [3, 2], (x, i) => x[(i % 2) * 3 + Math.floor(i / 2)]),
    { axis: 1, outputAxis: 0 },
  ],
  [
    "columns of which one reaches a second output column are not independent",
    runnable(counted(2, 3), [4, 3], (W, i) => W[i % 3] + (i === 4 ? 1e-9 * W[2] : 0)),
    undefined,
  ],
  [
    "a sum over all has none",
    runnable(counted(3, 2), [3], (x) => x[0] + x[1] + x[2] + x[3] + x[4] + x[5]),
    undefined,
  ],
  ["an axis of one is none", runnable(counted(1, 1), [1, 1], (x) => x[0]), undefined],
])("%s", (_name, gradient, expected) => {
  const before = [...gradient.tensor.data];
  expect(findIndependentColumns(gradient)).toEqual(expected);
  expect([...gradient.tensor.data]).toEqual(before);
});

test("a slice is the elements of one position along an axis", () => {
  expect(sliceOf([2, 3, 2], 1, 2)).toEqual([4, 5, 10, 11]);
  expect(sliceOf([2, 3], 0, 1)).toEqual([3, 4, 5]);
});

test("an index is the position along each axis", () => {
  expect([0, 4, 11].map((i) => indexOf(i, [2, 3, 2]))).toEqual([
    [0, 0, 0],
    [0, 2, 0],
    [1, 2, 1],
  ]);
});

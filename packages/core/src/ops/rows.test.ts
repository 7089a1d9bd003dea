import { refusal } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import { cases } from "../../tests/engines-under-test.js";
import { addRow, argmaxRows, sum, sumRows, tensor, zeros } from "../index.js";

describe.each(cases)("rows on $name", ({ engine, dtype }) => {
  const on = { engine, dtype };

  test("addRow adds one row to every row", () => {
    const y = addRow(tensor([1, 2, 3, 4, 5, 6], [2, 3], on), tensor([10, 20, 30], [3], on));
    expect(y.shape).toEqual([2, 3]);
    expect([...y.data]).toEqual([11, 22, 33, 14, 25, 36]);
  });

  test.each([
    { row: [2], message: "addRow: x [2, 3] needs a row [3], got [2]" },
    { row: [1, 3], message: "addRow: x [2, 3] needs a row [3], got [1, 3]" },
    { row: [], message: "addRow: x [2, 3] needs a row [3], got []" },
  ])("addRow refuses a row of shape $row", ({ row, message }) => {
    expect(refusal(() => addRow(zeros([2, 3], on), zeros(row, on)))).toEqual({ code: "E_SHAPE", message });
  });

  test("addRow refuses a row of another number type", () => {
    const other = { engine, dtype: dtype === "f32" ? "f64" : "f32" } as const;
    expect(refusal(() => addRow(zeros([2, 3], on), zeros([3], other))).code).toBe("E_DTYPE");
  });

  test("sumRows sums each column over the rows", () => {
    const y = sumRows(tensor([1, 2, 3, 4, 5, 6], [3, 2], on));
    expect(y.shape).toEqual([2]);
    expect([...y.data]).toEqual([9, 12]);
  });

  test.each([
    { shape: [0, 3], sums: [0, 0, 0] },
    { shape: [3, 0], sums: [] },
  ])("sumRows of an empty $shape is $sums", ({ shape, sums }) => {
    expect([...sumRows(zeros(shape, on)).data]).toEqual(sums);
  });

  test("sumRows refuses a tensor that is not a matrix", () => {
    expect(refusal(() => sumRows(zeros([4], on)))).toEqual({
      code: "E_SHAPE",
      message: "sumRows: a matrix [rows, columns] is needed, got [4]; reshape it first",
    });
  });

  test.each([
    { values: [1, 2, 3.5, -4], shape: [2, 2], total: 2.5 },
    { values: [7], shape: [], total: 7 },
    { values: [], shape: [0], total: 0 },
  ])("sum of $values is $total", ({ values, shape, total }) => {
    expect(sum(tensor(values, shape, on))).toBe(total);
  });

  test("sum accumulates in float64, so small numbers are not lost next to a large one", () => {
    // float32 cannot represent 2^24 + 1
    expect(sum(tensor([2 ** 24, 1, 1, 1], [4], on))).toBe(16777219);
  });

  test.each([
    { row: [1, 3, 2], column: 1, why: "the largest" },
    { row: [3, 3, 1], column: 0, why: "the first of equals" },
    { row: [-5, -1, -3], column: 1, why: "the largest of negative numbers" },
    { row: [-Infinity, -Infinity, -Infinity], column: 0, why: "the first where all are -Infinity" },
    { row: [Infinity, Number.NaN, Number.NaN], column: 1, why: "the first NaN" },
  ])("argmaxRows takes $why", ({ row, column }) => {
    expect(argmaxRows(tensor([0, 0, 9, ...row], [2, 3], on))).toEqual(Int32Array.of(2, column));
  });

  test("argmaxRows of no rows is empty", () => {
    expect(argmaxRows(zeros([0, 3], on))).toEqual(new Int32Array(0));
  });
});

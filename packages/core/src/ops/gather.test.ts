import { refusal } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import { cases, rounded } from "../../tests/engines-under-test.js";
import { gather, type Rows, rowCount } from "../index.js";

const pixels: Rows = { shape: [2], values: Uint8Array.of(0, 51, 102, 153, 204, 255) };

describe.each(cases)("gather on $name", ({ engine, dtype }) => {
  const on = { engine, dtype };

  test("gathers rows in the order of the indices, repeated ones too", () => {
    const x = gather(pixels, [2, 0, 2], on);
    expect(x.shape).toEqual([3, 2]);
    expect(x.dtype).toBe(dtype);
    expect([...x.data]).toEqual([204, 255, 0, 51, 204, 255]);
  });

  test("accepts typed arrays of indices", () => {
    expect([...gather(pixels, Int32Array.of(1), on).data]).toEqual([102, 153]);
  });

  test("keeps the axes of a row", () => {
    const x = gather({ shape: [1, 2, 2], values: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8) }, [1], on);
    expect(x.shape).toEqual([1, 1, 2, 2]);
    expect([...x.data]).toEqual([5, 6, 7, 8]);
  });

  test("gathers rows of one number", () => {
    const t = gather({ shape: [], values: Uint8Array.of(7, 8, 9) }, [2, 1], on);
    expect(t.shape).toEqual([2]);
    expect([...t.data]).toEqual([9, 8]);
  });

  test("rounds scaled bytes to float32, also for f64", () => {
    const scaling = { offset: Float64Array.of(0), divisor: Float64Array.of(255) };
    const x = gather({ ...pixels, scaling }, [0, 1, 2], on);
    // 51/255 = 1/5, whose float32 is 0.20000000298023224
    expect([...x.data]).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1].map(Math.fround));
    expect(x.data[1]).toBe(0.20000000298023224);
  });

  test.each([0, 128])("gathers more rows of bytes than are read together, less an offset of %d", (offset) => {
    const [rows, columns] = [100, 37];
    const values = Uint8Array.from({ length: rows * columns }, (_, i) => (i * i) % 251);
    const indices = Array.from({ length: 70 }, (_, i) => (i * 31) % rows);
    const scaling = { offset: Float64Array.of(offset), divisor: Float64Array.of(255) };
    const x = gather({ shape: [columns], values, scaling }, indices, on);
    const expected = indices.flatMap((row) =>
      Array.from(values.subarray(row * columns, (row + 1) * columns), (byte) =>
        Math.fround((byte - offset) / 255),
      ),
    );
    expect([...x.data]).toEqual(expected);
  });

  test("does not round float64 values to float32", () => {
    const rows = { shape: [1], values: Float64Array.of(1), scaling: scalingOf([0], [10]) };
    expect([...gather(rows, [0], on).data]).toEqual(rounded(dtype, [0.1]));
  });

  test("scales each column by its own offset and divisor", () => {
    const rows = { shape: [2], values: Float64Array.of(1, 10, 3, 30), scaling: scalingOf([1, 10], [2, 5]) };
    expect([...gather(rows, [0, 1], on).data]).toEqual([0, 0, 1, 4]);
  });

  test("scales all columns by one offset and divisor", () => {
    const rows = { shape: [2], values: Float64Array.of(1, 10, 3, 30), scaling: scalingOf([1], [2]) };
    expect([...gather(rows, [0, 1], on).data]).toEqual([0, 4.5, 1, 14.5]);
  });

  test("gives an empty batch for no indices", () => {
    expect(gather(pixels, [], on).shape).toEqual([0, 2]);
  });

  test.each([
    { indices: [3], message: "gather: indices[0] must be from 0 to 2, got 3" },
    { indices: [0, -1], message: "gather: indices[1] must be from 0 to 2, got -1" },
    { indices: [Number.NaN], message: "gather: indices[0] must be from 0 to 2, got NaN" },
    { indices: [0.5], message: "gather: indices[0] must be from 0 to 2, got 0.5" },
  ])("refuses: $message", ({ indices, message }) => {
    expect(refusal(() => gather(pixels, indices, on))).toEqual({ code: "E_SHAPE", message });
  });

  test("refuses values that end in the middle of a row", () => {
    expect(refusal(() => gather({ shape: [2], values: Uint8Array.of(1, 2, 3) }, [1], on))).toEqual({
      code: "E_SHAPE",
      message: "gather: 3 values are not a whole number of rows [2]",
    });
  });

  test.each([
    { offset: [0, 0, 0], divisor: [1, 1, 1], got: "3 and 3" },
    { offset: [0], divisor: [1, 2], got: "1 and 2" },
    { offset: [0, 0], divisor: [1], got: "2 and 1" },
    { offset: [], divisor: [], got: "0 and 0" },
  ])("refuses a scaling of $got columns for rows of 2", ({ offset, divisor, got }) => {
    expect(refusal(() => gather({ ...pixels, scaling: scalingOf(offset, divisor) }, [0], on))).toEqual({
      code: "E_SHAPE",
      message: `gather: scaling needs 1 offset and divisor or 2 of each, got ${got}`,
    });
  });
});

function scalingOf(offset: readonly number[], divisor: readonly number[]) {
  return { offset: Float64Array.from(offset), divisor: Float64Array.from(divisor) };
}

test.each([
  { shape: [2], length: 6, count: 3 },
  { shape: [], length: 6, count: 6 },
  { shape: [28, 28], length: 0, count: 0 },
  { shape: [0], length: 0, count: 0 },
])("$length values are $count rows of shape $shape", ({ shape, length, count }) => {
  expect(rowCount({ shape, values: new Uint8Array(length) })).toBe(count);
});

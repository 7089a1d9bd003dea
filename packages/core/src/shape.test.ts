import { expect, test } from "vitest";
import { formatShape, sameShape, sizeOf } from "./index.js";

test.each([
  { shape: [], size: 1, text: "[]" },
  { shape: [3], size: 3, text: "[3]" },
  { shape: [2, 3, 4], size: 24, text: "[2, 3, 4]" },
  { shape: [5, 0], size: 0, text: "[5, 0]" },
])("$text has $size elements", ({ shape, size, text }) => {
  expect(sizeOf(shape)).toBe(size);
  expect(formatShape(shape)).toBe(text);
});

test.each([
  { a: [2, 3], b: [2, 3], same: true },
  { a: [], b: [], same: true },
  { a: [2, 3], b: [3, 2], same: false },
  { a: [2, 3], b: [2], same: false },
  { a: [2], b: [2, 3], same: false },
])("sameShape($a, $b) is $same", ({ a, b, same }) => {
  expect(sameShape(a, b)).toBe(same);
});

import { expect, test } from "vitest";
import { formatPath, formatValue } from "./issue.js";

test.each([
  { path: [], text: "" },
  { path: ["model", "layers", 2, "Affine"], text: "model.layers[2].Affine" },
  { path: [0, 1], text: "[0][1]" },
])("formats a path as $text", ({ path, text }) => {
  expect(formatPath(path)).toBe(text);
});

test.each([
  { value: undefined, text: "nothing" },
  { value: null, text: "null" },
  { value: -10, text: "-10" },
  { value: Number.NaN, text: "NaN" },
  { value: 12n, text: "12" },
  { value: true, text: "true" },
  { value: "ten", text: '"ten"' },
  { value: [1, "a"], text: '[1,"a"]' },
  { value: { a: 1 }, text: '{"a":1}' },
  // 57 characters, the quote among them, and three points
  { value: "x".repeat(100), text: `"${"x".repeat(56)}...` },
])("formats a value as $text", ({ value, text }) => {
  expect(formatValue(value)).toBe(text);
});

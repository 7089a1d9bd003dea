import { tensor } from "@retrograd/core";
import { expect, test } from "vitest";
import { accuracy, countCorrect } from "./correct.js";

const y = tensor([0.1, 0.9, 0.8, 0.2, 0.5, 0.5], [3, 2]);

test("counts the rows whose largest probability is at the target; the first of equals counts", () => {
  expect(countCorrect(y, tensor([1, 1, 0], [3]))).toBe(2);
  expect(accuracy(y, tensor([1, 1, 0], [3]))).toBeCloseTo(2 / 3, 15);
});

test("takes one-hot and soft targets by their largest weight", () => {
  expect(accuracy(y, tensor([0, 1, 1, 0, 0.4, 0.6], [3, 2]))).toBeCloseTo(2 / 3, 15);
});

test("different batches are refused", () => {
  expect(() => accuracy(y, tensor([1, 1], [2]))).toThrow(
    "accuracy: 3 predictions need as many targets, got 2",
  );
});

test("a row with NaN is never right", () => {
  expect(accuracy(tensor([Number.NaN, Number.NaN, 0.2, Number.NaN], [2, 2]), tensor([0, 1], [2]))).toBe(0);
});

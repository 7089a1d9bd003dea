import { tensor } from "@retrograd/core";
import { conformance } from "@retrograd/gradcheck";
import { checkOptions, createRegistry } from "@retrograd/plugin";
import { f64, refusal, training } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import { zeroPad2D } from "./zero-pad2d.js";

test("zeros around a picture, and the part of dy within, by hand", () => {
  const layer = zeroPad2D.create(
    {
      padding: [
        [1, 0],
        [0, 2],
      ],
    },
    [1, 1, 2],
    f64,
  );
  const { y, backward } = layer.forward({}, tensor([5, 6], [1, 1, 1, 2], f64), training);
  expect(y.shape).toEqual([1, 1, 2, 4]);
  expect([...y.data]).toEqual([0, 0, 0, 0, 5, 6, 0, 0]);
  const { dx } = backward(tensor([1, 2, 3, 4, 5, 6, 7, 8], [1, 1, 2, 4], f64));
  expect(dx?.shape).toEqual([1, 1, 1, 2]);
  expect([...(dx?.data ?? [])]).toEqual([5, 6]);
});

test("padding is one number, one for each axis, or one for each side", () => {
  const shape = (padding: unknown) => {
    const { value, issues } = checkOptions(zeroPad2D, { padding }, []);
    return value === undefined ? issues[0]?.message : zeroPad2D.create(value, [1, 2, 2], f64).outShape;
  };
  expect(shape(1)).toEqual([1, 4, 4]);
  expect(shape([1, 0])).toEqual([1, 4, 2]);
  expect(
    shape([
      [1, 2],
      [3, 4],
    ]),
  ).toEqual([1, 5, 9]);
  expect(shape([[1, 2], 3])).toEqual([1, 5, 8]);
  expect(shape([1, 2, 3, 4])).toContain("[[top, bottom], [left, right]]");
});

test.each([["rows", { padding: 1 }, [64], "E_SHAPE", "needs pictures [channels, height, width], got [64]"]])(
  "refuses %s",
  (_name, options, input, code, message) => {
    const { code: got, message: text } = refusal(() => zeroPad2D.create(options, input, f64));
    expect(got).toBe(code);
    expect(text).toContain(message);
  },
);

describe("conformance", () => {
  for (const { name, run } of conformance(zeroPad2D, createRegistry(), zeroPad2D.examples ?? []))
    test(name, run);
});

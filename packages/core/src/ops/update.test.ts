import { refusal } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import { cases, rounded } from "../../tests/engines-under-test.js";
import { overwrite, tensor, updateSgd, zeros } from "../index.js";

describe.each(cases)("overwrite on $name", ({ engine, dtype }) => {
  const on = { engine, dtype };

  test("copies every number, and accepts a tensor itself", () => {
    const [w, x] = [zeros([2, 2], on), tensor([1, -2, 3, Number.NaN], [2, 2], on)];
    overwrite(w, x);
    overwrite(w, w);
    expect([...w.data]).toEqual([1, -2, 3, Number.NaN]);
    overwrite(zeros([], on), zeros([], on));
  });

  test("refuses another shape", () => {
    expect(refusal(() => overwrite(zeros([2, 2], on), zeros([4], on))).message).toBe(
      "overwrite: shapes differ, [2, 2] and [4]",
    );
  });
});

describe.each(cases)("updateSgd on $name", ({ engine, dtype }) => {
  const on = { engine, dtype };

  test("writes w - lr g into w and does not change g", () => {
    const [w, g] = [tensor([1, -2, 3, 0], [2, 2], on), tensor([4, 8, -2, 0], [2, 2], on)];
    updateSgd(w, g, 0.25);
    expect([...w.data]).toEqual([0, -4, 3.5, 0]);
    expect([...g.data]).toEqual([4, 8, -2, 0]);
  });

  test("rounds to the number type of the tensor", () => {
    const w = tensor([1], [1], on);
    updateSgd(w, tensor([1], [1], on), 0.1);
    expect([...w.data]).toEqual(rounded(dtype, [0.9]));
  });

  test("refuses a gradient of another shape", () => {
    expect(refusal(() => updateSgd(zeros([2, 2], on), zeros([4], on), 1))).toEqual({
      code: "E_SHAPE",
      message: "updateSgd: shapes differ, [2, 2] and [4]",
    });
  });
});

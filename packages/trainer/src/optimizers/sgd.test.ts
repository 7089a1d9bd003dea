import { tensor } from "@retrograd/core";
import { checkOptions } from "@retrograd/network";
import { expect, test } from "vitest";
import { sgd } from "./sgd.js";

test("moves every parameter against its gradient, in place", () => {
  const f64 = { dtype: "f64" } as const;
  const params = { A: { W: tensor([1, 2], [2], f64), b: tensor([0], [1], f64) }, R: {} };
  const grads = { A: { W: tensor([10, -10], [2], f64), b: tensor([1], [1], f64) }, R: {} };
  const { W } = params.A;
  sgd.create({ lr: 0.5 }).update(params, grads);
  expect([...W.data]).toEqual([-4, 7]);
  expect([...params.A.b.data]).toEqual([-0.5]);
});

test("a parameter without a gradient is an error, not a silent skip", () => {
  const params = { A: { W: tensor([1], [1]) } };
  expect(() => sgd.create({ lr: 0.5 }).update(params, { A: {} })).toThrow(
    "backward gave no gradient for A.W",
  );
});

test.each([0, -1, Number.NaN, Infinity, "0.1"])("lr %j is refused", (lr) => {
  expect(checkOptions(sgd, { lr }, []).issues[0]?.message).toMatch(/^"lr" must be a number > 0/);
});

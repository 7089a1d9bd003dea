import { tensor } from "@retrograd/core";
import { checkOptions } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { registry } from "../../tests/setup.js";
import { makeOptimizer } from "./make-optimizer.js";
import { updateParams } from "./optimizer-state.js";
import { sgd } from "./sgd.js";

test("moves every parameter against its gradient, in place, by the learning rate of the step", () => {
  const f64 = { dtype: "f64" } as const;
  const params = { A: { W: tensor([1, 2], [2], f64), b: tensor([0], [1], f64) }, R: {} };
  const grads = { A: { W: tensor([10, -10], [2], f64), b: tensor([1], [1], f64) }, R: {} };
  const { W } = params.A;
  const optimizer = makeOptimizer(registry, { SGD: 0.1 });
  updateParams(optimizer, { params, grads, state: {} }, { lr: 0.5, step: 1 });
  expect([...W.data]).toEqual([-4, 7]);
  expect([...params.A.b.data]).toEqual([-0.5]);
});

test.each([0, -1, Number.NaN, Infinity, "0.1"])("lr %j is refused", (lr) => {
  expect(checkOptions(sgd, { lr }, []).issues[0]?.message).toMatch(/^"lr" must be a number > 0/);
});

import type { EvaluateEvent } from "@retrograd/trainer";
import { expect, test } from "vitest";
import { lossFinding } from "./loss-finding.js";

const evaluation = (step: number, loss: number): EvaluateEvent => ({
  type: "evaluate",
  step,
  epoch: step,
  splits: { train: { loss } },
  measures: [{ name: "loss", better: "lower" }],
});

test("tells a loss that ends above its begin, with both numbers", () => {
  expect(lossFinding([evaluation(1, 2.5), evaluation(2, 1), evaluation(3, 1e30)])).toMatch(
    /^the loss on the training split rose from 2\.5000 to 1\.00e\+30: .* Try a smaller learning rate/,
  );
});

test("says nothing of a loss that fell, that rose by a little, or that was not measured", () => {
  expect(lossFinding([evaluation(1, 2.5), evaluation(2, 40), evaluation(3, 2.4)])).toBeUndefined();
  expect(lossFinding([evaluation(1, 2.5), evaluation(2, 2.6)])).toBeUndefined();
  expect(lossFinding([])).toBeUndefined();
  expect(lossFinding([evaluation(1, 1), { ...evaluation(2, 9), splits: {} }])).toBeUndefined();
});

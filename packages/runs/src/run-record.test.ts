import { expect, test } from "vitest";
import { updateBest } from "./run-record.js";

const measures = [
  { name: "loss", better: "lower" },
  { name: "accuracy", better: "higher" },
] as const;

const evaluation = (step: number, loss: number, accuracy: number) =>
  ({ type: "evaluate", step, epoch: 1, splits: { test: { loss, accuracy } }, measures }) as const;

test("the best is the lowest loss and the highest accuracy; of equal values, the earlier", () => {
  let best = updateBest({}, evaluation(1, 0.5, 0.7));
  best = updateBest(best, evaluation(2, 0.6, 0.8));
  best = updateBest(best, evaluation(3, 0.4, 0.8));
  expect(best).toEqual({ "test.loss": { value: 0.4, step: 3 }, "test.accuracy": { value: 0.8, step: 2 } });
});

test("NaN is never the best, and any number replaces it", () => {
  let best = updateBest({}, evaluation(1, Number.NaN, 0.1));
  expect(best).toEqual({ "test.accuracy": { value: 0.1, step: 1 } });
  best = updateBest(best, evaluation(2, 3, 0.1));
  expect(best["test.loss"]).toEqual({ value: 3, step: 2 });
});

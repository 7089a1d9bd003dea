import { expect, test } from "vitest";
import { toJsonNumber } from "./json-number.js";
import { evalRows, stepRow } from "./metric-rows.js";

test("a step's row has the batch's loss, the epoch to four digits and the learning rate", () => {
  const event = { type: "step", step: 100, epoch: 100 / 600, loss: 2.29, lr: 0.1, log: true } as const;
  expect(JSON.stringify(stepRow(event))).toBe(
    '{"type":"step","step":100,"epoch":0.1667,"loss":2.29,"lr":0.1}',
  );
});

test("an evaluation has a row for each split, its metrics by their names", () => {
  const splits = { train: { loss: 0.5, accuracy: 0.9 }, test: { loss: 1.5, r2: Number.NaN } };
  expect(evalRows({ type: "evaluate", step: 600, epoch: 1, splits, measures: [] })).toEqual([
    { type: "eval", step: 600, split: "train", loss: 0.5, accuracy: 0.9 },
    { type: "eval", step: 600, split: "test", loss: 1.5, r2: "NaN" },
  ]);
});

test.each([
  [1.5, 1.5],
  [Number.NaN, "NaN"],
  [Infinity, "Infinity"],
  [-Infinity, "-Infinity"],
])("%d is written as %j", (value, expected) => {
  expect(toJsonNumber(value)).toBe(expected);
});

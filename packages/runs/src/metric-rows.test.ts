import { expect, test } from "vitest";
import { toJsonNumber } from "./json-number.js";
import { evalRows, rowsOf, stepRow } from "./metric-rows.js";

test("the row of a step has the loss of the batch, the epoch to four digits and the learning rate", () => {
  const event = { type: "step", step: 100, epoch: 100 / 600, loss: 2.29, lr: 0.1, log: true } as const;
  expect(JSON.stringify(stepRow(event))).toBe(
    '{"type":"step","step":100,"epoch":0.1667,"loss":2.29,"lr":0.1}',
  );
});

test("an evaluation has a row for each split, with the metrics by name", () => {
  const splits = { train: { loss: 0.5, accuracy: 0.9 }, test: { loss: 1.5, r2: Number.NaN } };
  expect(evalRows({ type: "evaluate", step: 600, epoch: 1, splits, measures: [] })).toEqual([
    { type: "eval", step: 600, split: "train", loss: 0.5, accuracy: 0.9 },
    { type: "eval", step: 600, split: "test", loss: 1.5, r2: "NaN" },
  ]);
});

test("a logged step has a row, and one for each parameter when statistics are on", () => {
  const tensor = { tensor: "Affine1.b", size: 2, norm: 0, meanAbs: 0, min: 0, max: 0, zeros: 1 };
  const event = { type: "step", step: 2, epoch: 1, loss: 1, lr: 0.1, log: false } as const;
  expect(rowsOf(event)).toEqual([]);
  const statistics = [{ ...tensor, gradientNorm: Infinity }];
  expect(rowsOf({ ...event, log: true, statistics })).toEqual([
    stepRow(event),
    { type: "statistics", step: 2, ...tensor, gradientNorm: "Infinity" },
  ]);
});

test("an evaluation has a row for the units of each layer, after the rows of the splits", () => {
  const units = [{ layer: "Relu1", units: 8, kind: "dead", inactive: 1 }];
  const splits = { test: { loss: 1 } };
  expect(rowsOf({ type: "evaluate", step: 5, epoch: 1, splits, measures: [], units })).toEqual([
    { type: "eval", step: 5, split: "test", loss: 1 },
    { type: "units", step: 5, layer: "Relu1", units: 8, kind: "dead", inactive: 1 },
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

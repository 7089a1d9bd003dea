import { prepareData } from "@retrograd/data";
import { expect, test } from "vitest";
import { load, training } from "../tests/setup.js";
import { checkTrainOptions } from "./check-train-options.js";
import { train } from "./train.js";

const { train: samples } = prepareData(await load("iris"), { scale: "standardize" });
const layers = [{ Affine: 3 }, "SoftmaxWithLoss"];
const valid = training({ input: 4, layers, samples, lr: 0.1, batch: 50 });

const whole = "must be a positive whole number, or Infinity";
const positive = "must be a number > 0";

test.each([
  [{ steps: 1.5 }, `RG2004 train.steps: "steps" ${whole}, got 1.5`],
  [{ steps: 0 }, `RG2004 train.steps: "steps" ${whole}, got 0`],
  [{ steps: undefined }, `RG2005 train: "steps" is missing: it ${whole}`],
  [{ steps: "100" }, `RG2004 train.steps: "steps" ${whole}, got "100": write 100, without quotes`],
  [{ evaluateEvery: 0 }, `RG2004 train.evaluateEvery: "evaluateEvery" ${whole}, got 0`],
  [{ logEvery: -1 }, `RG2004 train.logEvery: "logEvery" ${whole}, got -1`],
  [{ statisticsEvery: Number.NaN }, `RG2004 train.statisticsEvery: "statisticsEvery" ${whole}, got NaN`],
  [{ clip: { norm: -1 } }, `RG2004 train.clip.norm: "norm" ${positive}, got -1`],
  [{ clip: { value: 0 } }, `RG2004 train.clip.value: "value" ${positive}, got 0`],
  [{ clip: { nrom: 1 } }, 'RG2003 train.clip.nrom: unknown key "nrom". Known: norm, value'],
  [{ clip: 1 }, 'RG2004 train.clip: "clip" must be a mapping, got 1'],
  [{ stop: { seconds: 0 } }, `RG2004 train.stop.seconds: "seconds" ${positive}, got 0`],
  [{ stop: { metric: "test.loss", patience: 0 } }, `RG2004 train.stop.patience: "patience" ${whole}, got 0`],
  [
    { stop: { metric: "test.loss", atMost: Number.NaN } },
    'RG2004 train.stop.atMost: "atMost" must be a number, got NaN',
  ],
  [
    { stop: { metric: "test.loss", patience: 2, minDelta: -1 } },
    'RG2004 train.stop.minDelta: "minDelta" must be a number >= 0, got -1',
  ],
  [
    { stop: { patience: 3 } },
    'RG2004 train.stop: "stop" must name the "metric" that "atLeast", "atMost" or "patience" waits for, such as metric: "test.accuracy", got {"patience":3}',
  ],
])("%j is refused before the first step", async (wrong, message) => {
  const before = [...(valid.params.Affine1?.W?.data ?? [])];
  const options = { ...valid, steps: 3, ...wrong };
  // as in JavaScript, without type checks
  await expect(train(options as Parameters<typeof train>[0]).next()).rejects.toMatchObject({
    code: "E_OPTION",
    message,
  });
  expect([...(valid.params.Affine1?.W?.data ?? [])]).toEqual(before);
});

test("all mistakes are reported at once", () => {
  const wrong = { ...valid, steps: -1, logEvery: 0.5 };
  expect(() => checkTrainOptions(wrong)).toThrow(/train\.steps: .*\nRG2004 train\.logEvery: /);
});

test.each([
  { steps: Infinity, logEvery: Infinity, stop: { metric: "test.loss", atMost: 0.1, minDelta: 0 } },
  { steps: 1, clip: {}, stop: {} },
  { steps: 1, clip: { norm: Infinity }, stop: { seconds: 1e-3 }, statisticsEvery: 1 },
])("%j is accepted", (more) => {
  expect(() => checkTrainOptions({ ...valid, ...more })).not.toThrow();
});

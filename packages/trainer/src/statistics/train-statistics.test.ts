import { encodeParams } from "@retrograd/runs";
import { expect, test } from "vitest";
import { allDigits, type Setting, training } from "../../tests/setup.js";
import type { TrainEvent } from "../events.js";
import { train } from "../train.js";
import type { TrainOptions } from "../train-options.js";

const setting: Setting = {
  input: 64,
  layers: [{ Affine: 10 }, "Relu", { Affine: 10 }, "SoftmaxWithLoss"],
  samples: await allDigits(),
  lr: 0.1,
  batch: 50,
};

async function run(more: Partial<TrainOptions>) {
  const options = { ...training(setting), steps: 7, evaluateEvery: 3, ...more };
  const events: TrainEvent[] = [];
  for await (const event of train(options)) events.push(event);
  return { events, model: encodeParams(options.params) };
}

test("statistics come with the first step, every multiple and the last, and with each evaluation", async () => {
  const { events } = await run({ statisticsEvery: 3 });
  const steps = events.flatMap((event) =>
    event.type === "step" && event.statistics !== undefined ? [event.step] : [],
  );
  expect(steps).toEqual([1, 3, 6, 7]);
  const units = events.flatMap((event) => (event.type === "evaluate" ? [event.units] : []));
  expect(units).toHaveLength(4);
  expect(units[0]).toEqual([{ layer: "Relu1", units: 10, kind: "dead", inactive: expect.any(Number) }]);
});

test("gradient descent moves each parameter by lr times its gradient", async () => {
  const { events } = await run({ statisticsEvery: 1 });
  for (const event of events) {
    if (event.type !== "step") continue;
    const { statistics = [] } = event;
    expect(statistics.map(({ tensor }) => tensor)).toEqual([
      "Affine1.W",
      "Affine1.b",
      "Affine2.W",
      "Affine2.b",
    ]);
    for (const { norm, gradientNorm, updateRatio = 0 } of statistics) {
      if (norm > 0) expect(updateRatio).toBeCloseTo((0.1 * gradientNorm) / norm, 5);
    }
  }
});

test("the gradient norm is that before clipping", async () => {
  const { events: cut } = await run({ statisticsEvery: 1, clip: { norm: 1e-3 }, steps: 1 });
  const { events: whole } = await run({ statisticsEvery: 1, steps: 1 });
  const norms = ([first]: readonly TrainEvent[]) =>
    first?.type === "step" ? first.statistics?.map(({ gradientNorm }) => gradientNorm) : [];
  expect(norms(cut)).toEqual(norms(whole));
});

test("statistics do not change the bits of training, and are off by default", async () => {
  const [without, withStatistics] = [await run({}), await run({ statisticsEvery: 2 })];
  expect(withStatistics.model).toEqual(without.model);
  for (const event of without.events) {
    expect(event).not.toHaveProperty("statistics");
    expect(event).not.toHaveProperty("units");
  }
});

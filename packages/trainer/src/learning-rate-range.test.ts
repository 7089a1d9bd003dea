import { describe, expect, test } from "vitest";
import { allDigits, registry, type Setting, training } from "../tests/setup.js";
import { findLearningRate, type RangePoint, sweepLearningRates } from "./learning-rate-range.js";
import { makeOptimizer } from "./optimizers/make-optimizer.js";
import { train } from "./train.js";

const digits = await allDigits();
const setting: Setting = {
  input: 64,
  layers: [{ Affine: 30 }, "Relu", { Affine: 10 }, "SoftmaxWithLoss"],
  samples: digits,
  lr: 0.1,
  batch: 50,
};

/** Training as in `setting`, with another optimizer. */
function setUp(entry: Readonly<Record<string, unknown>>) {
  return { ...training(setting), optimizer: makeOptimizer(registry, entry) };
}

async function sweep(entry: Readonly<Record<string, unknown>>, range = wide): Promise<RangePoint[]> {
  const points: RangePoint[] = [];
  for await (const point of sweepLearningRates(setUp(entry), range)) points.push(point);
  return points;
}

const wide = { from: 1e-6, to: 100, steps: 120 };

test("rates grow by the same factor at each step, from the first to the last", async () => {
  const points = await sweep({ SGD: 0.1 }, { from: 1e-6, to: 1e-2, steps: 5 });
  expect(points.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5]);
  for (const [i, lr] of [1e-6, 1e-5, 1e-4, 1e-3, 1e-2].entries()) expect(points[i]?.lr).toBeCloseTo(lr, 12);
});

test("ends once the loss is four times the lowest, or not finite", async () => {
  const points = await sweep({ SGD: 0.1 });
  const losses = points.map(({ loss }) => loss);
  expect(points.length).toBeLessThan(wide.steps);
  expect(losses.slice(0, -1).every((loss) => Number.isFinite(loss))).toBe(true);
});

test("the same seed gives the same result", async () => {
  expect(await sweep({ Adam: 0.001 })).toEqual(await sweep({ Adam: 0.001 }));
});

/** Mean loss of the last 20 of 100 steps at a rate; infinite when training diverges. */
async function lossAfterTraining(name: string, lr: number): Promise<number> {
  const losses: number[] = [];
  try {
    for await (const event of train({ ...setUp({ [name]: lr }), steps: 100, splits: [] })) {
      if (event.type === "step") losses.push(event.loss);
    }
  } catch {
    return Number.POSITIVE_INFINITY;
  }
  return losses.slice(-20).reduce((sum, loss) => sum + loss, 0) / 20;
}

describe("the suggested rate trains better than 0.01 times and 100 times that rate", () => {
  test.each(["SGD", "Momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam", "AdamW"])("%s", async (name) => {
    const { suggested } = findLearningRate(await sweep({ [name]: 0.01 }), wide);
    const reached = await lossAfterTraining(name, suggested);
    expect(reached).toBeLessThan(0.5 * (await lossAfterTraining(name, suggested / 100)));
    expect(reached).toBeLessThan(0.5 * (await lossAfterTraining(name, suggested * 100)));
  });
});

test("losses are smoothed by a moving mean, checked by hand", () => {
  // 4 % of 25 steps is one to each side; the loss falls most between the 5th and the 7th, and is lowest at the 9th
  const losses = [5, 5, 5, 5, 4, 3, 2, 1.5, 1.2, 1.4, 3, 6];
  const points = losses.map((loss, i) => ({ step: i + 1, lr: 10 ** i, loss }));
  const findings = findLearningRate(points, { from: 1, to: 1e24, steps: 25 });
  expect(findings.smoothed[4]).toBe(4);
  expect(findings.smoothed[0]).toBe(5);
  expect(findings).toMatchObject({ steepest: 1e5, lowest: 1e8, suggested: 1e5 });
});

test("the suggested rate is at most half of the rate with the lowest loss", () => {
  const points = [9, 9, 9, 9, 9, 9, 9, 9, 8, 5, 1, 9].map((loss, i) => ({
    step: i + 1,
    lr: 80 + 10 * i,
    loss,
  }));
  const findings = findLearningRate(points, { from: 80, to: 320, steps: 25 });
  expect(findings).toMatchObject({ steepest: 160, lowest: 170, suggested: 85 });
});

test("no rate below the range is suggested, and the result says that the range starts too high", () => {
  const points = [1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9].map((loss, i) => ({ step: i + 1, lr: 2 ** i, loss }));
  const findings = findLearningRate(points, { from: 1, to: 2 ** 24, steps: 25 });
  expect(findings).toMatchObject({ lowest: 1, suggested: 1, untried: "below" });
});

test("a loss that is lowest at the last rate points to larger rates", () => {
  const falling = Array.from({ length: 20 }, (_, i) => ({ step: i + 1, lr: 2 ** i, loss: 30 - i }));
  expect(findLearningRate(falling, { from: 1, to: 2 ** 19, steps: 20 })).toMatchObject({ untried: "above" });
  // of rates that all are too small to learn, the first may have the lowest loss by chance
  const flat = falling.map((point) => ({ ...point, loss: point.step === 1 ? 2.9 : 3 }));
  expect(findLearningRate(flat, { from: 1, to: 2 ** 19, steps: 20 })).toMatchObject({ untried: "above" });
  // it has diverged before the last rate, at which there is nothing more to find
  expect(findLearningRate(falling, { from: 1, to: 2 ** 24, steps: 25 })).not.toHaveProperty("untried");
});

test.each([
  { from: 0, to: 1, steps: 20 },
  { from: -1, to: 1, steps: 20 },
  { from: 1, to: 1, steps: 20 },
  { from: 1, to: Infinity, steps: 20 },
  { from: Number.NaN, to: 1, steps: 20 },
  { from: 1, to: 2, steps: 1 },
  { from: 1, to: 2, steps: 2.5 },
])("$from to $to in $steps steps is refused as a range", async ({ from, to, steps }) => {
  await expect(sweep({ SGD: 0.1 }, { from, to, steps })).rejects.toMatchObject({
    code: "E_OPTION",
    message: `a range test needs a rate > 0, a larger one, and at least 2 steps from one to the other; got ${from}, ${to} and ${steps}`,
  });
});

test("rates that diverge from the first are an error with a remedy", () => {
  expect(() => findLearningRate([{ step: 1, lr: 1, loss: 2 }], wide)).toThrow(
    "the loss diverged after 1 steps of the range test: start at a smaller learning rate",
  );
});

import { bufferOf } from "@retrograd/core";
import { expect, test } from "vitest";
import { allDigits, training } from "../tests/setup.js";
import { checkFinite } from "./guard.js";
import { train } from "./train.js";
import type { TrainOptions } from "./train-options.js";

const samples = await allDigits();
const setting = {
  input: 64,
  layers: [{ Affine: 8 }, "Relu", { Affine: 10 }, "SoftmaxWithLoss"],
  samples,
  lr: 0.1,
  batch: 50,
};
const fresh = () => ({ ...training(setting), steps: 20, splits: [] });

/** Steps that were taken, and what ended them. */
async function outcome(options: TrainOptions, breakAt: number, breakIt: () => void) {
  const steps: number[] = [];
  try {
    for await (const event of train(options)) {
      if (event.type !== "step") continue;
      steps.push(event.step);
      if (event.step === breakAt) breakIt();
    }
  } catch (error) {
    return { steps: steps.length, error };
  }
  return { steps: steps.length, error: undefined };
}

const diverged = (start: string) => ({
  code: "E_DIVERGED",
  message: expect.stringContaining(`training diverged: ${start}`),
});

test.each([Number.NaN, Infinity, -Infinity])(
  "%d in a parameter ends training in the next step, by its name",
  async (value) => {
    for (const [layer, name] of [
      ["Affine1", "W"],
      ["Affine1", "b"],
      ["Affine2", "W"],
    ] as const) {
      const options = fresh();
      const tensor = options.params[layer]?.[name];
      if (tensor === undefined) throw new Error("no such parameter");
      const { steps, error } = await outcome(options, 3, () => {
        bufferOf(tensor)[1] = value;
      });
      expect(steps).toBe(3);
      expect(error).toMatchObject(diverged(`${layer}.${name} in step 4 holds ${value}`));
      expect(error).toMatchObject({ data: { step: 4, tensor: `${layer}.${name}` } });
    }
  },
);

test("a number in the data that is not finite is reported for the batch", async () => {
  const values = Float32Array.from(samples.x.values);
  values[64 * 700 + 5] = Number.NaN;
  const options = fresh();
  const train = { ...samples, x: { ...samples.x, values } };
  const order = {
    ...options.order,
    batchAt: (step: number) => Int32Array.from({ length: 50 }, (_, i) => (step - 1) * 50 + i),
  };
  const { steps, error } = await outcome({ ...options, order, data: { train, test: train } }, 0, () => {});
  // rows 700 to 749 are the 15th batch
  expect(steps).toBe(14);
  expect(error).toMatchObject(diverged("the batch of step 15 holds NaN"));
});

test("a gradient that is not finite is detected in its parameter, one step later", async () => {
  const options = fresh();
  const { optimizer } = options;
  const broken: TrainOptions["optimizer"] = {
    ...optimizer,
    update(w, g, slots, ctx) {
      if (ctx.step === 5 && g.shape[0] === 64) bufferOf(g)[7] = Infinity;
      optimizer.update(w, g, slots, ctx);
    },
  };
  const { steps, error } = await outcome({ ...options, optimizer: broken }, 0, () => {});
  expect(steps).toBe(5);
  expect(error).toMatchObject(diverged("Affine1.W in step 6 holds -Infinity"));
});

test("parameters and the state of the optimizer are checked by name", () => {
  const { params } = fresh();
  const { W } = params.Affine1 ?? {};
  if (W === undefined) throw new Error("no such parameter");
  const optimizer = { "Momentum.v/Affine1.W": W };
  expect(() => checkFinite(params, { step: 2, optimizer })).not.toThrow();
  bufferOf(W)[0] = Number.NaN;
  expect(() => checkFinite({}, { step: 2, optimizer })).toThrow(
    "Momentum.v/Affine1.W after step 2 holds NaN",
  );
  expect(() => checkFinite(params, { step: 2, optimizer: {} })).toThrow("Affine1.W after step 2 holds NaN");
});

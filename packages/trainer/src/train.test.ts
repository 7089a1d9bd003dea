import { scope } from "@retrograd/core";
import { prepareData } from "@retrograd/data";
import { encodeParams } from "@retrograd/runs";
import { expect, test } from "vitest";
import { allDigits, load, lossesOf, registry, type Setting, training, twoLayer } from "../tests/setup.js";
import type { TrainEvent } from "./events.js";
import { makeOptimizer } from "./optimizers/make-optimizer.js";
import { makeSchedule } from "./schedules/make-schedule.js";
import { train } from "./train.js";
import type { TrainOptions } from "./train-options.js";
import type { TrainingState } from "./training-state.js";

const digits = await allDigits();
const setting: Setting = {
  input: 64,
  layers: [{ Affine: 30 }, "Relu", { Affine: 10 }, "SoftmaxWithLoss"],
  samples: digits,
  lr: 0.1,
  batch: 50,
};

async function eventsOf(options: TrainOptions): Promise<readonly TrainEvent[]> {
  const events: TrainEvent[] = [];
  for await (const event of train(options)) events.push(event);
  return events;
}

test("learns the digits far beyond chance while the loss falls", async () => {
  const options = training(setting);
  const events = await eventsOf({ ...options, steps: 720, splits: ["test"] });
  const losses = events.flatMap((event) =>
    event.type === "evaluate" ? (event.splits.test?.loss ?? []) : [],
  );
  expect(losses[0]).toBeGreaterThan(2);
  expect(losses.at(-1)).toBeLessThan(0.2);
  const last = events.findLast((event) => event.type === "evaluate");
  expect(last?.splits.test?.accuracy).toBeGreaterThan(0.95);
});

test("a regression learns too, and has no accuracy", async () => {
  const { train: samples } = prepareData(await load("diabetes"), { scale: "standardize" });
  const layers = [{ Affine: 1 }, "IdentityWithLoss"];
  const options = training({ ...setting, input: 10, layers, samples, lr: 0.01 });
  const events = await eventsOf({ ...options, steps: 600, splits: ["train"] });
  const evaluations = events.flatMap((event) => (event.type === "evaluate" ? [event.splits.train] : []));
  // the target's variance is 5,943 (sklearn 1.2), so half of it is what a constant prediction reaches
  expect(evaluations[0]?.loss).toBeGreaterThan(10_000);
  expect(evaluations.at(-1)?.loss).toBeLessThan(0.55 * (5943 / 2));
  expect(evaluations[0]).not.toHaveProperty("accuracy");
});

test("evaluates and logs the first step, every multiple, and the last", async () => {
  const options = training(setting);
  const events = await eventsOf({ ...options, steps: 25, evaluateEvery: 10, logEvery: 7 });
  const stepsWhere = (matches: (event: TrainEvent) => boolean) =>
    events.filter(matches).map(({ step }) => step);
  expect(stepsWhere((event) => event.type === "evaluate")).toEqual([1, 10, 20, 25]);
  expect(stepsWhere((event) => event.type === "step" && event.log)).toEqual([1, 7, 14, 21, 25]);
  expect(stepsWhere((event) => event.type === "step")).toEqual(Array.from({ length: 25 }, (_, i) => i + 1));
  expect(events.at(-1)).toMatchObject({ type: "end", step: 25, reason: "steps" });
});

test("evaluates once per epoch by default", async () => {
  const options = training({ ...setting, batch: 599 });
  const events = await eventsOf({ ...options, steps: 7, splits: ["test"] });
  const evaluated = events.filter(({ type }) => type === "evaluate").map(({ step }) => step);
  // 1797 samples in batches of 599: three steps an epoch
  expect(evaluated).toEqual([1, 3, 6, 7]);
  expect(events.findLast((event) => event.type === "step")?.epoch).toBeCloseTo(7 / 3, 15);
});

test("ends when the stop criterion is met", async () => {
  const stop = { metric: "test.accuracy", atLeast: 0.8 } as const;
  const events = await eventsOf({ ...training(setting), steps: 5000, evaluateEvery: 20, stop });
  const end = events.at(-1);
  expect(end).toMatchObject({ type: "end", reason: "target" });
  expect(end?.step).toBeLessThan(1000);
  const accuracies = events.flatMap((event) =>
    event.type === "evaluate" ? (event.splits.test?.accuracy ?? []) : [],
  );
  expect(accuracies.at(-1)).toBeGreaterThanOrEqual(0.8);
  expect(accuracies.slice(0, -1).every((accuracy) => accuracy < 0.8)).toBe(true);
});

test("a criterion on a metric that is not evaluated is refused, listing those that are", async () => {
  const stop = { metric: "test.accuracy", atLeast: 0.8 } as const;
  await expect(eventsOf({ ...training(setting), steps: 5, splits: ["train"], stop })).rejects.toThrow(
    'stop: no metric "test.accuracy" is evaluated. Known: train.loss, train.accuracy',
  );
});

test("a loss that is not finite ends training at its step, before the update", async () => {
  const options = training({ ...setting, layers: twoLayer(30), lr: 1e30 });
  const seen: number[] = [];
  const run = async () => {
    for await (const event of train({ ...options, steps: 100, splits: [] })) seen.push(event.step);
  };
  await expect(run()).rejects.toMatchObject({
    code: "E_DIVERGED",
    message: expect.stringContaining("Try a smaller learning rate"),
  });
  expect(seen.length).toBeGreaterThan(0);
  expect(seen.length).toBeLessThan(10);
});

test("an update that breaks the network is detected by the next evaluation", async () => {
  const options = training({ ...setting, lr: 1e30 });
  await expect(eventsOf({ ...options, steps: 1 })).rejects.toMatchObject({
    code: "E_DIVERGED",
    message: expect.stringMatching(/the train loss after step 1 is (NaN|Infinity)/),
  });
});

test("a split without samples is not reported as divergence", async () => {
  const options = training(setting);
  const { train: samples } = options.data;
  if ("read" in samples) throw new Error("digits are in memory");
  const { x, t } = samples;
  const validation = {
    x: { ...x, values: x.values.subarray(0, 0) },
    t: { ...t, values: t.values.subarray(0, 0) },
  };
  await expect(
    eventsOf({ ...options, data: { train: samples, validation }, steps: 1 }),
  ).rejects.toMatchObject({
    code: "E_OPTION",
    message: 'the validation split has no samples to evaluate: remove it from "splits"',
  });
});

test.each([Number.NaN, Infinity])("a learning rate of %f from a schedule is an error", async (rate) => {
  const options = training(setting);
  const before = encodeParams(options.params);
  const schedule = { initialState: {}, rate: () => rate };
  await expect(eventsOf({ ...options, schedule, steps: 1 })).rejects.toMatchObject({
    code: "E_PLUGIN",
    message: `the schedule returned the learning rate ${rate} for step 1: it must be a finite number`,
  });
  expect(encodeParams(options.params)).toEqual(before);
});

test("leaving the iteration ends training after a whole step", async () => {
  const [left, whole] = [training(setting), training(setting)];
  for await (const event of train({ ...left, steps: 100, splits: [] })) if (event.step === 10) break;
  await lossesOf({ ...whole, steps: 10, splits: [] });
  expect(encodeParams(left.params)).toEqual(encodeParams(whole.params));
});

test("training resumed from the state of any step equals uninterrupted training", async () => {
  const settings = {
    steps: 40,
    evaluateEvery: 10,
    splits: ["test"],
    stop: { metric: "test.loss", patience: 3 },
    optimizer: makeOptimizer(registry, { Adam: 0.01 }),
    schedule: makeSchedule(
      registry,
      { Warmup: { steps: 5, next: { ReduceOnPlateau: { patience: 0 } } } },
      40,
    ),
  } as const;
  const whole = { ...training(setting), ...settings };
  const events = await eventsOf(whole);
  const left = { ...training(setting), ...settings };
  let from: TrainingState | undefined;
  const first: TrainEvent[] = [];
  for await (const event of train(left)) {
    first.push(event);
    if (event.type !== "boundary" || event.step < 10) continue;
    from = event.state;
    break;
  }
  if (from === undefined) throw new Error("training yielded no boundary");
  const rest = await eventsOf({ ...left, from });
  const comparable = (list: readonly TrainEvent[]) =>
    list.map(({ type, ...event }) => (type === "boundary" || type === "end" ? type : { type, ...event }));
  expect(comparable([...first, ...rest])).toEqual(comparable(events));
  expect(encodeParams(left.params)).toEqual(encodeParams(whole.params));
});

test("training that has ended stays ended when resumed", async () => {
  const options = { ...training(setting), steps: 500, stop: { metric: "test.loss", atMost: 10 } };
  const boundary = (await eventsOf(options)).findLast((event) => event.type === "boundary");
  expect(boundary).toMatchObject({ step: 1, state: { ended: "target" } });
  const again = await eventsOf({ ...options, ...(boundary && { from: boundary.state }) });
  expect(again).toMatchObject([{ type: "end", step: 1, reason: "target" }]);
});

test("time ends training after an evaluation of its last step", async () => {
  let now = 0;
  const clock = () => {
    now += 500;
    return now;
  };
  const options = {
    ...training(setting),
    steps: 100,
    splits: ["test"],
    clock,
    stop: { seconds: 4 },
  } as const;
  const events = await eventsOf(options);
  // step 1 takes half a second, its evaluation one and a half, and each further step half a second
  expect(events.filter(({ type }) => type === "evaluate").map(({ step }) => step)).toEqual([1, 5]);
  expect(events.at(-1)).toMatchObject({ type: "end", step: 5, reason: "time" });
});

test("gradients are clipped before the update", async () => {
  const [free, cut] = [training(setting), training(setting)];
  const before = [...free.params.Affine1.W.data];
  await lossesOf({ ...free, steps: 1, splits: [] });
  await lossesOf({ ...cut, steps: 1, splits: [], clip: { value: 1e-30 } });
  expect([...free.params.Affine1.W.data]).not.toEqual(before);
  expect([...cut.params.Affine1.W.data]).toEqual(before);
});

test("the same seed gives the same bytes, another seed others", async () => {
  const run = async (options: ReturnType<typeof training>) => {
    await lossesOf({ ...options, steps: 30, splits: [] });
    return encodeParams(options.params);
  };
  const first = await run(training(setting));
  expect(await run(training(setting))).toEqual(first);
  expect(await run(training({ ...setting, sampling: "with-replacement" }))).not.toEqual(first);
});

test("parameters outlive the step, its other tensors do not", async () => {
  const options = training(setting);
  await lossesOf({ ...options, steps: 2, splits: [] });
  scope(options.network.engine, () => undefined);
  expect(options.params.Affine1.W.data.length).toBe(64 * 30);
});

test("the clock option measures training and evaluation separately", async () => {
  let now = 0;
  const tick = () => {
    now += 500;
    return now;
  };
  const options = { ...training(setting), steps: 4, evaluateEvery: 2, splits: [], clock: tick };
  const end = (await eventsOf(options)).at(-1);
  // each of 4 steps takes one tick of half a second
  expect(end).toMatchObject({ timing: { trainSeconds: 2, evaluateSeconds: 0, stepsPerSecond: 2 } });
  const evaluated = (await eventsOf({ ...options, splits: ["test"] })).at(-1);
  // 3 evaluations of 1,797 samples, each two passes and a last look
  expect(evaluated).toMatchObject({ timing: { trainSeconds: 2, evaluateSeconds: 4.5 } });
});

test("an evaluation yields an event per pass, and can be left between passes", async () => {
  const seen: string[] = [];
  for await (const event of train({ ...training(setting), steps: 9, splits: ["test"] })) {
    seen.push(event.type === "evaluating" ? `${event.split} ${event.done}` : event.type);
    if (event.type === "evaluating" && event.done === 1797) break;
  }
  expect(seen).toEqual(["step", "boundary", "test 1000", "test 1797"]);
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RetrogradError } from "@retrograd/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  crossValidate,
  evaluate,
  learningRateRange,
  openExperiment,
  openRun,
  predict,
  preflight,
  replay,
  resume,
  train,
} from "../index.js";

const experiment = `name: iris
data: { dataset: iris, scale: standardize }
model:
  input: [4]
  layers: [{ Affine: 8 }, Relu, { Affine: 3 }, SoftmaxWithLoss]
train: { batch: 20, epochs: 20, optimizer: { SGD: { lr: 0.1 } } }
engine: portable
`;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "retrograd-program-"));
  writeFileSync(join(directory, "iris.yaml"), experiment);
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const modelOf = (run: string) => readFileSync(join(run, "model.safetensors"));

describe("a training of a program", () => {
  test("reports every step in order, evaluates, and leaves a run", async () => {
    const set = ["train.checkpoint.every=60"];
    const training = await train("iris.yaml", { directory, out: "whole", set });
    const steps: number[] = [];
    const types = new Set<string>();
    for await (const event of training) {
      types.add(event.type);
      if (event.type === "step") steps.push(event.step);
    }
    expect(steps).toEqual(Array.from({ length: training.steps }, (_, i) => i + 1));
    expect([...types].sort()).toEqual(["checkpoint", "evaluate", "step"]);
    const { path, record } = await training.finish();
    expect([path, record.status, record.steps]).toEqual([
      join(directory, "whole"),
      "completed",
      training.steps,
    ]);
  });

  test("that is aborted and resumed has the bytes of an uninterrupted one", async () => {
    const whole = await (await train("iris.yaml", { directory, out: "whole" })).finish();
    const controller = new AbortController();
    const first = await train("iris.yaml", { directory, out: "parts", signal: controller.signal });
    for await (const event of first) if (event.type === "step" && event.step === 30) controller.abort();
    const { record, path } = await first.finish();
    expect(record).toMatchObject({ status: "interrupted", reason: "abort" });
    expect(record.steps).toBeLessThan(whole.record.steps);
    const second = await resume("parts", { directory });
    expect(second.firstStep).toBe(record.steps);
    expect((await second.finish()).record.status).toBe("completed");
    expect(modelOf(path)).toEqual(modelOf(whole.path));
  });

  test("whose loop is left is interrupted with a checkpoint", async () => {
    const training = await train("iris.yaml", { directory, out: "left" });
    for await (const event of training) if (event.type === "step") break;
    const { record } = await training.finish();
    expect(record.status).toBe("interrupted");
    expect((await (await resume("left", { directory })).finish()).record.status).toBe("completed");
  });

  test("that diverges rejects in the loop and in `finish`, and its run is failed", async () => {
    const training = await train("iris.yaml", { directory, set: ["train.optimizer.SGD.lr=1e30"] });
    const failure = await (async () => {
      for await (const _ of training);
    })().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RetrogradError);
    await expect(training.finish()).rejects.toMatchObject({ code: "E_DIVERGED" });
    expect(JSON.parse(readFileSync(join(training.path, "run.json"), "utf8")).status).toBe("failed");
  });

  test("does not start once its signal is aborted", async () => {
    const signal = AbortSignal.abort(new Error("no time"));
    await expect(async () => train("iris.yaml", { directory, signal })).rejects.toThrow("no time");
  });
});

test("a run is evaluated, predicted with, replayed and opened", async () => {
  const { path } = await (await train("iris.yaml", { directory, out: "run" })).finish();
  const { numbers, samples, split } = await evaluate(path);
  expect([split, samples]).toEqual(["test", 30]);
  expect(numbers.accuracy).toBeGreaterThan(0.8);
  await expect(evaluate(path, { split: "validation" })).rejects.toMatchObject({ code: "E_USAGE" });

  writeFileSync(join(directory, "new.csv"), "5.1,3.5,1.4,0.2\n6.7,3.0,5.2,2.3\n");
  const predictions = [];
  for await (const one of predict("run", "new.csv", { directory, header: false })) predictions.push(one);
  expect(predictions).toMatchObject([
    { index: 0, class: "setosa" },
    { index: 1, class: "virginica" },
  ]);

  expect(await replay("run", { directory })).toMatchObject({ steps: 120, model: true, warnings: [] });
  const { network, params } = await openRun("run", { directory });
  expect(Object.keys(params)).toEqual(network.layers.map(({ id }) => id));
});

test("a prediction warns of a header that may be a sample", async () => {
  const rows = Array.from({ length: 20 }, (_, i) => `${i / 20},${i % 3},${i < 10 ? "low" : "high"}`);
  writeFileSync(join(directory, "table.csv"), `1100,1200,level\n${rows.join("\n")}\n`);
  const table = experiment
    .replace("dataset: iris", "dataset: { csv: { path: table.csv, target: level, header: true } }")
    .replace("[4]", "[2]")
    .replace("{ Affine: 3 }", "{ Affine: 2 }");
  writeFileSync(join(directory, "table.yaml"), table);
  await (await train("table.yaml", { directory, out: "table" })).finish();
  writeFileSync(join(directory, "new.csv"), "1100,1200\n0.1,2\n");
  const warnings: string[] = [];
  const options = { directory, onWarning: (text: string) => void warnings.push(text) };
  const classes: unknown[] = [];
  for await (const prediction of predict("table", "new.csv", options)) classes.push(prediction);
  expect(classes).toMatchObject([{ index: 0, class: "low" }]);
  expect(warnings).toEqual([expect.stringContaining("this line is read as the header")]);
});

test("a replay and an evaluation that are aborted reject with the signal's reason", async () => {
  await (await train("iris.yaml", { directory, out: "run" })).finish();
  for (const work of [replay, evaluate]) {
    const controller = new AbortController();
    const outcome = work("run", { directory, signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(outcome).rejects.toThrow("enough");
  }
});

test("an experiment is opened, checked before training, and cross-validated", async () => {
  const { loaded } = await openExperiment("iris.yaml", { directory, seed: 7 });
  expect(loaded.experiment.seed).toBe(7);
  const checks = await preflight("iris.yaml", { directory });
  expect(checks.map(({ ok }) => ok)).toEqual(checks.map(() => true));
  const folds: number[] = [];
  const { metrics } = await crossValidate("iris.yaml", {
    directory,
    folds: 3,
    out: "folds",
    set: ["train.epochs=2"],
    onFold: ({ fold }) => folds.push(fold),
  });
  expect(folds).toEqual([1, 2, 3]);
  expect(metrics.loss?.mean).toBeGreaterThan(0);
});

test("a range of learning rates suggests one within it, and an empty range is refused", async () => {
  const { suggested, points } = await learningRateRange("iris.yaml", { directory, steps: 40, to: 10 });
  expect(suggested).toBeGreaterThan(1e-6);
  expect(suggested).toBeLessThan(10);
  expect(points.length).toBeGreaterThan(20);
  await expect(learningRateRange("iris.yaml", { directory, from: 1, to: 1 })).rejects.toMatchObject({
    code: "E_USAGE",
  });
});

test("a mistake in the experiment rejects with its place", async () => {
  writeFileSync(join(directory, "wrong.yaml"), experiment.replace("batch", "bacth"));
  await expect(train("wrong.yaml", { directory })).rejects.toMatchObject({
    code: "E_SPEC",
    message: expect.stringContaining("wrong.yaml:6"),
  });
});

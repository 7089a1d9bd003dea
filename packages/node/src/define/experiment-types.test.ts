import { builtinData } from "@retrograd/data";
import { checkExperiment, experimentJsonSchema } from "@retrograd/experiment";
import { builtins } from "@retrograd/layers";
import { createRegistry } from "@retrograd/plugin";
import { builtinTraining } from "@retrograd/trainer";
import { describe, expect, test } from "vitest";
import { defineExperiment } from "./index.js";

const model = { input: [64], layers: ["Relu", "SoftmaxWithLoss"] } as const;
const data = { dataset: "digits" } as const;
const train = { epochs: 1 } as const;

/** For each key of the format a wrong use that types refuse; `pnpm types` holds to the marks, the run to the codes. */
const wrong = {
  // @ts-expect-error
  version: defineExperiment({ model, version: 2 }),
  // @ts-expect-error
  extends: defineExperiment({ model, extends: 1 }),
  // @ts-expect-error
  name: defineExperiment({ model, name: 1 }),
  // @ts-expect-error
  seed: defineExperiment({ model, seed: "0" }),
  // @ts-expect-error
  dtype: defineExperiment({ model, dtype: "float16" }),
  // @ts-expect-error
  engine: defineExperiment({ model, engine: "gpu" }),
  // @ts-expect-error
  rng: defineExperiment({ model, rng: "mersenne" }),
  // @ts-expect-error
  requires: defineExperiment({ model, requires: "swish" }),
  // @ts-expect-error
  data: defineExperiment({ model, data: [] }),
  // @ts-expect-error
  "data.dataset": defineExperiment({ model, data: { scale: "unit" } }),
  // @ts-expect-error
  "data.scale": defineExperiment({ model, data: { ...data, scale: "units" } }),
  // @ts-expect-error
  "data.test": defineExperiment({ model, data: { ...data, test: "0.2" } }),
  // @ts-expect-error
  "data.validation": defineExperiment({ model, data: { ...data, validation: { fold: "1", of: 5 } } }),
  // @ts-expect-error
  "data.stratify": defineExperiment({ model, data: { ...data, stratify: "yes" } }),
  // @ts-expect-error
  "data.limit": defineExperiment({ model, data: { ...data, limit: "all" } }),
  // @ts-expect-error
  "data.path": defineExperiment({ model, data: { ...data, path: 1 } }),
  // @ts-expect-error
  model: defineExperiment({}),
  // @ts-expect-error
  "model.input": defineExperiment({ model: { layers: model.layers, input: 64 } }),
  // @ts-expect-error
  "model.inputs": defineExperiment({ model: { layers: model.layers, inputs: [64] } }),
  // @ts-expect-error
  "model.layers": defineExperiment({ model: { input: [64], layers: "Relu" } }),
  // @ts-expect-error
  train: defineExperiment({ model, train: 10 }),
  // @ts-expect-error
  "train.optimizer": defineExperiment({ model, train: { ...train, optimizer: "Adams" } }),
  // @ts-expect-error
  "train.parameters": defineExperiment({ model, train: { ...train, parameters: 1 } }),
  // @ts-expect-error
  "train.schedule": defineExperiment({ model, train: { ...train, schedule: "Cosin" } }),
  // @ts-expect-error
  "train.clip": defineExperiment({ model, train: { ...train, clip: 1 } }),
  // @ts-expect-error
  "train.clip.norm": defineExperiment({ model, train: { ...train, clip: { norm: "1" } } }),
  // @ts-expect-error
  "train.clip.value": defineExperiment({ model, train: { ...train, clip: { value: true } } }),
  // @ts-expect-error
  "train.batch": defineExperiment({ model, train: { ...train, batch: "32" } }),
  // @ts-expect-error
  "train.iterations": defineExperiment({ model, train: { iterations: "1" } }),
  // @ts-expect-error
  "train.epochs": defineExperiment({ model, train: { epochs: null } }),
  // @ts-expect-error
  "train.sampling": defineExperiment({ model, train: { ...train, sampling: "random" } }),
  // @ts-expect-error
  "train.evaluate": defineExperiment({ model, train: { ...train, evaluate: 5 } }),
  // @ts-expect-error
  "train.evaluate.every": defineExperiment({ model, train: { ...train, evaluate: { every: "5" } } }),
  // @ts-expect-error
  "train.evaluate.splits": defineExperiment({ model, train: { ...train, evaluate: { splits: ["tests"] } } }),
  // @ts-expect-error
  "train.evaluate.metrics": defineExperiment({ model, train: { ...train, evaluate: { metrics: "F1" } } }),
  // @ts-expect-error
  "train.log": defineExperiment({ model, train: { ...train, log: false } }),
  // @ts-expect-error
  "train.log.every": defineExperiment({ model, train: { ...train, log: { every: "9" } } }),
  // @ts-expect-error
  "train.statistics": defineExperiment({ model, train: { ...train, statistics: true } }),
  // @ts-expect-error
  "train.statistics.every": defineExperiment({ model, train: { ...train, statistics: { every: "9" } } }),
  // @ts-expect-error
  "train.preflight": defineExperiment({ model, train: { ...train, preflight: "yes" } }),
  // @ts-expect-error
  "train.checkpoint": defineExperiment({ model, train: { ...train, checkpoint: 100 } }),
  // @ts-expect-error
  "train.checkpoint.every": defineExperiment({ model, train: { ...train, checkpoint: { every: "9" } } }),
  // @ts-expect-error
  "train.checkpoint.keep": defineExperiment({ model, train: { ...train, checkpoint: { keep: true } } }),
  // @ts-expect-error
  "train.checkpoint.best": defineExperiment({ model, train: { ...train, checkpoint: { best: "loss" } } }),
  // @ts-expect-error
  "train.stop": defineExperiment({ model, train: { ...train, stop: 0.9 } }),
  "train.stop.metric": defineExperiment({
    model,
    // @ts-expect-error
    train: { ...train, stop: { metric: "loss", atLeast: 0.9 } },
  }),
  "train.stop.atLeast": defineExperiment({
    model,
    // @ts-expect-error
    train: { ...train, stop: { metric: "test.accuracy", atLeast: "0.9" } },
  }),
  "train.stop.atMost": defineExperiment({
    model,
    // @ts-expect-error
    train: { ...train, stop: { metric: "test.loss", atMost: "0.9" } },
  }),
  "train.stop.patience": defineExperiment({
    model,
    // @ts-expect-error
    train: { ...train, stop: { metric: "test.loss", patience: "3" } },
  }),
  "train.stop.minDelta": defineExperiment({
    model,
    // @ts-expect-error
    train: { ...train, stop: { metric: "test.loss", patience: 3, minDelta: "1" } },
  }),
  // @ts-expect-error
  "train.stop.seconds": defineExperiment({ model, train: { ...train, stop: { seconds: "60" } } }),
  // @ts-expect-error
  gradcheck: defineExperiment({ model, gradcheck: true }),
  // @ts-expect-error
  "gradcheck.batch": defineExperiment({ model, gradcheck: { batch: "3" } }),
  // @ts-expect-error
  "gradcheck.mode": defineExperiment({ model, gradcheck: { mode: "slow" } }),
  // @ts-expect-error
  "gradcheck.seconds": defineExperiment({ model, gradcheck: { seconds: "60" } }),
  // @ts-expect-error
  "gradcheck.step": defineExperiment({ model, gradcheck: { step: true } }),
};

/** Keys that no format has. */
const unknown = {
  // @ts-expect-error
  "at the top": defineExperiment({ model, modle: model }),
  // @ts-expect-error
  "in data": defineExperiment({ model, data: { ...data, scal: "unit" } }),
  // @ts-expect-error
  "in model": defineExperiment({ model: { ...model, layer: [] } }),
  // @ts-expect-error
  "in train": defineExperiment({ model, train: { ...train, epoch: 1 } }),
  // @ts-expect-error
  "in a fold": defineExperiment({ model, data: { ...data, validation: { fold: 1, of: 5, folds: 5 } } }),
  // @ts-expect-error
  "in stop": defineExperiment({ model, train: { ...train, stop: { seconds: 9, min_delta: 1 } } }),
  // @ts-expect-error
  "in evaluate": defineExperiment({ model, train: { ...train, evaluate: { metric: ["F1"] } } }),
  // @ts-expect-error
  "in statistics": defineExperiment({ model, train: { ...train, statistics: { each: 9 } } }),
  // @ts-expect-error
  "in gradcheck": defineExperiment({ model, gradcheck: { batches: 3 } }),
};

interface Properties {
  readonly properties?: Readonly<Record<string, Properties>>;
}

/** The paths of all keys of the format, entries not looked into. */
function keysOf({ properties = {} }: Properties, path = ""): readonly string[] {
  return Object.entries(properties).flatMap(([key, value]) => [
    path + key,
    ...keysOf(value, `${path}${key}.`),
  ]);
}

describe("the types of the format agree with the checks of a file", () => {
  test("every key of the format has a wrong example, and no other key has one", () => {
    const registry = createRegistry(builtins, builtinData, builtinTraining);
    expect(Object.keys(wrong).sort()).toEqual([...keysOf(experimentJsonSchema(registry))].sort());
  });

  test.each(Object.entries(wrong))("%s, used wrongly", (_key, experiment) => {
    expect(checkExperiment(experiment).diagnostics[0]?.code).toMatch(/^RG/);
  });

  test.each(Object.entries(unknown))("an unknown key %s", (_place, experiment) => {
    expect(checkExperiment(experiment).diagnostics).toMatchObject([{ code: "RG1101" }]);
  });

  test("every key, used correctly", () => {
    const whole = defineExperiment({
      version: 1,
      name: "whole",
      seed: 1,
      dtype: "float64",
      engine: "reference",
      rng: "numpy",
      requires: [],
      data: {
        dataset: "digits",
        scale: "unit",
        test: 0.3,
        validation: 0.1,
        stratify: true,
        limit: 100,
        path: "data",
      },
      model: {
        input: [64],
        layers: [
          { repeat: { times: 2, layers: [{ Affine: 9 }, "Relu"] } },
          { residual: { layers: [{ Affine: 4 }], shortcut: [{ Affine: 4 }] }, from: "Relu2", id: "block" },
          { branches: { join: "Add", paths: [["Relu"], [{ residual: ["Sigmoid"] }], []] } },
          { Multiply: {}, from: ["Add3", "block"] },
          { Affine: 10 },
          "SoftmaxWithLoss",
        ],
      },
      train: {
        optimizer: { Adam: 0.01 },
        schedule: "Cosine",
        clip: { norm: 1, value: 2 },
        batch: 10,
        iterations: 10,
        sampling: "sequential",
        evaluate: { every: 5, splits: ["train", "validation"], metrics: ["F1", { TopK: 3 }] },
        log: { every: 5 },
        statistics: { every: 5 },
        preflight: true,
        checkpoint: { every: 5, keep: 1, best: "validation.loss" },
        stop: { metric: "validation.topK3", atLeast: 0.9, patience: 3, minDelta: 0.01, seconds: 60 },
      },
      gradcheck: { batch: 2, mode: "fast", seconds: 60, step: 1e-5 },
    });
    expect(checkExperiment(whole).diagnostics).toEqual([]);
    const other = defineExperiment({
      model,
      data: { ...data, validation: { fold: 5, of: 5 } },
      train: { epochs: 3, stop: { metric: "validation.loss", atMost: 1 }, statistics: {} },
    });
    expect(checkExperiment(other).diagnostics).toEqual([]);
  });

  test("an experiment that extends a file may omit the settings of that file", () => {
    const extending = defineExperiment({
      extends: "base.yaml",
      data: { scale: "unit" },
      train: { batch: 9 },
    });
    const bases = {
      identity: "experiment",
      read: () => ({
        file: "base.yaml",
        identity: "base.yaml",
        text: JSON.stringify({ model, data, train }),
      }),
    };
    const { diagnostics, experiment } = checkExperiment(extending, { bases });
    expect(diagnostics).toEqual([]);
    expect(experiment).toMatchObject({
      data: { dataset: "digits", scale: "unit" },
      train: { epochs: 1, batch: 9 },
    });
  });
});

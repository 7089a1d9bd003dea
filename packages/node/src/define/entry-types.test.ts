import { checkExperiment, type EntryInput, type LayerInput } from "@retrograd/experiment";
import { relu } from "@retrograd/layers";
import {
  createRegistry,
  defineInitializer,
  defineLayer,
  definePlugin,
  type LayerDefinition,
} from "@retrograd/plugin";
import { describe, expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { type Builtins, defineExperiment } from "./index.js";

// What types refuse is marked by @ts-expect-error, which `pnpm types` holds to; the run holds the same to the checks of a file.
const layer = (entry: LayerInput<Builtins>) =>
  defineExperiment({ model: { input: [4], layers: [entry, "IdentityWithLoss"] } });
const loss = (entry: LayerInput<Builtins>) =>
  defineExperiment({ model: { input: [4], layers: ["Relu", entry] } });
const init = (entry: EntryInput<Builtins, "initializers">) => layer({ Affine: { units: 3, init: entry } });
const train = { iterations: 9 } as const;
const model = { input: [64], layers: [{ Affine: 10 }, "SoftmaxWithLoss"] } as const;
const optimizer = (entry: EntryInput<Builtins, "optimizers">) =>
  defineExperiment({ model, train: { ...train, optimizer: entry } });
const schedule = (entry: EntryInput<Builtins, "schedules">) =>
  defineExperiment({ model, train: { ...train, schedule: entry } });
const metric = (entry: EntryInput<Builtins, "metrics">) =>
  defineExperiment({ model, train: { ...train, evaluate: { metrics: [entry] } } });
const valueMetric = (entry: EntryInput<Builtins, "metrics">) =>
  defineExperiment({
    model: { input: [4], layers: ["IdentityWithLoss"] },
    train: { ...train, evaluate: { metrics: [entry] } },
  });
const dataset = (entry: EntryInput<Builtins, "datasets">) =>
  defineExperiment({ model, data: { dataset: entry } });

const npy = { x: "x.npy", t: "t.npy", testX: "u.npy", testT: "v.npy" } as const;

const right = {
  Affine: [layer({ Affine: 3 }), layer({ Affine: { units: 3, init: { Normal: 0.1 } }, id: "hidden" })],
  Relu: [layer("Relu"), layer({ Relu: {} }), layer({ Relu: null, id: "kink" })],
  Sigmoid: [layer("Sigmoid"), layer({ Sigmoid: {} })],
  SoftmaxWithLoss: [loss("SoftmaxWithLoss"), loss({ SoftmaxWithLoss: {} })],
  IdentityWithLoss: [loss("IdentityWithLoss"), loss({ IdentityWithLoss: {}, id: "end" })],
  Constant: [init("Constant"), init({ Constant: 1 }), schedule("Constant")],
  He: [init("He"), init({ He: {} })],
  Normal: [init("Normal"), init({ Normal: { std: 0.1 } }), init({ Normal: null })],
  Xavier: [init("Xavier")],
  SGD: [optimizer("SGD"), optimizer({ SGD: 0.1 }), optimizer({ SGD: { lr: 0.1, decayBiases: false } })],
  Momentum: [optimizer({ Momentum: { lr: 0.1, momentum: 0.9, formula: "book" } })],
  Nesterov: [optimizer({ Nesterov: { momentum: 0.8 } })],
  AdaGrad: [optimizer({ AdaGrad: { lr: 0.01, eps: 1e-7 } })],
  RMSProp: [optimizer({ RMSProp: { decay: 0.9 } })],
  Adam: [optimizer("Adam"), optimizer({ Adam: { beta1: 0.9, beta2: 0.99, formula: "torch" } })],
  AdamW: [optimizer({ AdamW: { weightDecay: 0.1 } })],
  Step: [schedule({ Step: 3 }), schedule({ Step: { every: 3, factor: 0.5 } })],
  Cosine: [schedule("Cosine"), schedule({ Cosine: { to: 0.1, steps: 5 } })],
  Warmup: [schedule({ Warmup: 3 }), schedule({ Warmup: { steps: 3, next: { Step: { every: 2 } } } })],
  OneCycle: [schedule({ OneCycle: { rise: 0.3, shape: "linear" } })],
  ReduceOnPlateau: [schedule({ ReduceOnPlateau: { metric: "test.loss", patience: 2 } })],
  Accuracy: [metric("Accuracy"), metric({ Accuracy: {} })],
  TopK: [metric("TopK"), metric({ TopK: 3 }), metric({ TopK: { k: 2 } })],
  Precision: [metric("Precision")],
  Recall: [metric("Recall")],
  F1: [metric({ F1: null })],
  ConfusionMatrix: [metric("ConfusionMatrix")],
  R2: [valueMetric("R2")],
  MSE: [valueMetric("MSE")],
  MAE: [valueMetric({ MAE: {} })],
  digits: [dataset("digits"), dataset({ digits: {} })],
  iris: [dataset("iris")],
  wine: [dataset("wine")],
  "breast-cancer": [dataset("breast-cancer")],
  diabetes: [dataset("diabetes")],
  mnist: [dataset("mnist")],
  "fashion-mnist": [dataset("fashion-mnist")],
  csv: [dataset({ csv: { path: "a.csv", target: ["u", "v"], columns: ["x"], targets: "values" } })],
  jsonl: [dataset({ jsonl: { path: "a.jsonl", target: "u", targets: "values" } })],
  parquet: [dataset({ parquet: { path: "a.parquet", target: "u", categories: ["x"] } })],
  npy: [dataset({ npy: { x: "x.npy", t: "t.npy" } }), dataset({ npy: { ...npy, targets: "values" } })],
  npz: [dataset({ npz: { path: "a.npz", x: "x", t: "t", testX: "u", testT: "v" } })],
  idx: [dataset({ idx: { trainImages: "a", trainLabels: "b" } })],
  images: [
    dataset({ images: { path: "a" } }),
    dataset({ images: { path: "a", testPath: "b", channels: "rgb" } }),
  ],
};

const wrong = {
  Affine: [
    // @ts-expect-error units is required
    layer("Affine"),
    // @ts-expect-error units is required
    layer({ Affine: { init: "He" } }),
    // @ts-expect-error no such option
    layer({ Affine: { units: 3, initt: "He" } }),
    // @ts-expect-error the main option is a number
    layer({ Affine: "3" }),
    // @ts-expect-error no such initializer
    layer({ Affine: { units: 3, init: "Hee" } }),
    // @ts-expect-error a schedule is not an initializer
    layer({ Affine: { units: 3, init: "Cosine" } }),
    // @ts-expect-error two names in one entry
    layer({ Affine: 3, Relu: {} }),
    // @ts-expect-error no such layer
    layer({ Afine: 3 }),
    // @ts-expect-error an id is text
    layer({ Affine: 3, id: 1 }),
  ],
  Relu: [
    // @ts-expect-error no options
    layer({ Relu: { leak: 0.1 } }),
    // @ts-expect-error no main option
    layer({ Relu: 1 }),
    // @ts-expect-error no such layer
    layer("Rellu"),
  ],
  Sigmoid: [
    // @ts-expect-error no options
    layer({ Sigmoid: { slope: 1 } }),
  ],
  SoftmaxWithLoss: [
    // @ts-expect-error no options
    loss({ SoftmaxWithLoss: { axis: 1 } }),
  ],
  IdentityWithLoss: [
    // @ts-expect-error no main option
    loss({ IdentityWithLoss: 2 }),
  ],
  Constant: [
    // @ts-expect-error a number
    init({ Constant: "0" }),
    // @ts-expect-error the schedule has no options
    schedule({ Constant: { lr: 1 } }),
  ],
  He: [
    // @ts-expect-error no options
    init({ He: { gain: 2 } }),
    // @ts-expect-error only layers have an id
    init({ He: {}, id: "a" }),
  ],
  Normal: [
    // @ts-expect-error no such option
    init({ Normal: { sd: 1 } }),
  ],
  Xavier: [
    // @ts-expect-error no main option
    init({ Xavier: 1 }),
  ],
  SGD: [
    // @ts-expect-error a number
    optimizer({ SGD: { lr: "0.1" } }),
    // @ts-expect-error no such optimizer
    optimizer("SDG"),
    // @ts-expect-error only layers have an id
    optimizer({ SGD: 0.1, id: "a" }),
  ],
  Momentum: [
    // @ts-expect-error one of two words
    optimizer({ Momentum: { formula: "tensorflow" } }),
  ],
  Nesterov: [
    // @ts-expect-error no such option
    optimizer({ Nesterov: { nesterov: true } }),
  ],
  AdaGrad: [
    // @ts-expect-error no such option
    optimizer({ AdaGrad: { formula: "book" } }),
  ],
  RMSProp: [
    // @ts-expect-error no such option
    optimizer({ RMSProp: { alpha: 0.9 } }),
  ],
  Adam: [
    // @ts-expect-error true or false
    optimizer({ Adam: { decayBiases: "no" } }),
  ],
  AdamW: [
    // @ts-expect-error no such option
    optimizer({ AdamW: { betas: [0.9, 0.99] } }),
  ],
  Step: [
    // @ts-expect-error every is required
    schedule("Step"),
  ],
  Cosine: [
    // @ts-expect-error no main option
    schedule({ Cosine: 5 }),
  ],
  Warmup: [
    // @ts-expect-error an optimizer is not a schedule
    schedule({ Warmup: { steps: 3, next: "SGD" } }),
  ],
  OneCycle: [
    // @ts-expect-error one of two words
    schedule({ OneCycle: { shape: "square" } }),
  ],
  ReduceOnPlateau: [
    // @ts-expect-error a number
    schedule({ ReduceOnPlateau: { patience: "10" } }),
  ],
  Accuracy: [
    // @ts-expect-error no options
    metric({ Accuracy: { k: 1 } }),
  ],
  TopK: [
    // @ts-expect-error k is a number
    metric({ TopK: "3" }),
    // @ts-expect-error no such metric
    metric("TopK5"),
  ],
  Precision: [
    // @ts-expect-error no main option
    metric({ Precision: 0 }),
  ],
  Recall: [
    // @ts-expect-error no such option
    metric({ Recall: { average: "micro" } }),
  ],
  F1: [
    // @ts-expect-error only layers have an id
    metric({ F1: {}, id: "f" }),
  ],
  ConfusionMatrix: [
    // @ts-expect-error the name has another spelling
    metric("Confusionmatrix"),
  ],
  R2: [
    // @ts-expect-error a metric is not an optimizer
    optimizer("R2"),
  ],
  MSE: [
    // @ts-expect-error no options
    valueMetric({ MSE: { squared: false } }),
  ],
  MAE: [
    // @ts-expect-error no options
    valueMetric({ MAE: true }),
  ],
  digits: [
    // @ts-expect-error no such data set
    dataset("digit"),
  ],
  iris: [
    // @ts-expect-error no options
    dataset({ iris: { path: "x" } }),
  ],
  wine: [
    // @ts-expect-error no options
    dataset({ wine: { columns: 3 } }),
  ],
  "breast-cancer": [
    // @ts-expect-error no main option
    dataset({ "breast-cancer": "a" }),
  ],
  diabetes: [
    // @ts-expect-error no options
    dataset({ diabetes: { target: "x" } }),
  ],
  mnist: [
    // @ts-expect-error no options
    dataset({ mnist: { path: "x" } }),
  ],
  "fashion-mnist": [
    // @ts-expect-error no main option
    dataset({ "fashion-mnist": 3 }),
  ],
  csv: [
    // @ts-expect-error target is required
    dataset({ csv: { path: "a.csv" } }),
    // @ts-expect-error path and target are required
    dataset("csv"),
  ],
  jsonl: [
    // @ts-expect-error lines of JSON have no header
    dataset({ jsonl: { path: "a.jsonl", target: "u", header: false } }),
    // @ts-expect-error target is required
    dataset({ jsonl: "a.jsonl" }),
  ],
  parquet: [
    // @ts-expect-error columns are a list
    dataset({ parquet: { path: "a.parquet", target: "u", columns: "x" } }),
    // @ts-expect-error one of two words
    dataset({ parquet: { path: "a.parquet", target: "u", targets: "labels" } }),
  ],
  npy: [
    // @ts-expect-error t is required
    dataset({ npy: { x: "x.npy" } }),
    // @ts-expect-error inputs and targets are separate files
    dataset({ npy: { path: "a.npy", x: "x", t: "t" } }),
  ],
  npz: [
    // @ts-expect-error path is required
    dataset({ npz: { x: "x", t: "t" } }),
    // @ts-expect-error the names of arrays are text
    dataset({ npz: { path: "a.npz", x: 0, t: 1 } }),
  ],
  idx: [
    // @ts-expect-error trainLabels is required
    dataset({ idx: { trainImages: "a" } }),
  ],
  images: [
    // @ts-expect-error one of two words
    dataset({ images: { path: "a", channels: "rgba" } }),
    // @ts-expect-error path is required
    dataset("images"),
  ],
};

const { layers, losses, initializers, optimizers, schedules, metrics, datasets } = createRegistry(
  ...layer("Relu").plugins,
);
const registered = [layers, losses, initializers, optimizers, schedules, metrics, datasets].flatMap(
  (names) => [...names.keys()],
);

describe("the types of entries agree with the checks of a file", () => {
  test("every name with a right example is built in, and has a wrong example", () => {
    expect(Object.keys(wrong)).toEqual(Object.keys(right));
    expect(registered).toEqual(expect.arrayContaining(Object.keys(right)));
  });

  test.each(Object.entries(right))("%s, used correctly", (_name, experiments) => {
    expect(experiments.flatMap((experiment) => checkExperiment(experiment).diagnostics)).toEqual([]);
  });

  test.each(Object.entries(wrong))("%s, used wrongly", (_name, experiments) => {
    for (const experiment of experiments) {
      expect(checkExperiment(experiment).diagnostics.map(({ code }) => code)[0]).toMatch(/^RG/);
    }
  });

  test("the types have every built-in name", () => {
    // one definition annotated as `: DatasetDefinition`, not made by defineDataset, would make its kind take any name
    type Taken<
      K extends "layers" | "losses" | "initializers" | "optimizers" | "schedules" | "metrics" | "datasets",
    > = "no such name" extends EntryInput<Builtins, K> ? "any" : "known";
    expectTypeOf<Taken<"layers">>().toEqualTypeOf<"known">();
    expectTypeOf<Taken<"losses">>().toEqualTypeOf<"known">();
    expectTypeOf<Taken<"initializers">>().toEqualTypeOf<"known">();
    expectTypeOf<Taken<"metrics">>().toEqualTypeOf<"known">();
    expectTypeOf<Taken<"optimizers">>().toEqualTypeOf<"known">();
    expectTypeOf<Taken<"schedules">>().toEqualTypeOf<"known">();
    expectTypeOf<Taken<"datasets">>().toEqualTypeOf<"known">();
  });
});

describe("plugins", () => {
  const gain = defineLayer({
    ...relu,
    type: "Gain",
    options: z.strictObject({ by: z.number(), init: z.custom<never>().optional() }),
    mainOption: "by",
    references: { init: "initializers" },
    create: (_options, shape, ctx) => relu.create({}, shape, ctx),
  });
  const zero = defineInitializer({
    type: "Zero",
    summary: "Zeros.",
    options: z.strictObject({}),
    create: () => (size) => new Float64Array(size),
  });
  const plugin = definePlugin({ name: "gain", layers: [gain], initializers: [zero] });
  const withGain = defineExperiment.with(plugin);

  test("add their names and options, also where built-in options refer to them", () => {
    const good = withGain({
      requires: ["gain"],
      model: {
        input: [2],
        layers: [
          { Gain: 2 },
          { Gain: { by: 2, init: "Zero" } },
          { Affine: { units: 2, init: "Zero" } },
          "IdentityWithLoss",
        ],
      },
    });
    expect(checkExperiment(good).diagnostics).toEqual([]);
    // @ts-expect-error by is a number
    const bad = withGain({ model: { input: [2], layers: [{ Gain: { by: "2" } }, "IdentityWithLoss"] } });
    expect(checkExperiment(bad).diagnostics).toMatchObject([
      { code: "RG2004", path: "model.layers[0].Gain.by" },
    ]);
    // @ts-expect-error the plugin is not passed
    const without = defineExperiment({ model: { input: [2], layers: [{ Gain: 2 }, "IdentityWithLoss"] } });
    expect(checkExperiment(without).diagnostics).toMatchObject([{ code: "RG2001" }]);
  });

  test("without names in their types are accepted by the types, and checked at run time", () => {
    const wide: LayerDefinition<Record<string, never>> = { ...relu, type: "Wide" };
    const withWide = defineExperiment.with(definePlugin({ name: "wide", layers: [wide] }));
    const withLayer = (name: string) =>
      withWide({ model: { input: [2], layers: [name, "IdentityWithLoss"] } });
    expect(checkExperiment(withLayer("Wide")).diagnostics).toEqual([]);
    expect(checkExperiment(withLayer("Wild")).diagnostics).toMatchObject([{ suggestion: "Wide" }]);
  });
});

import { RetrogradError } from "@retrograd/core";
import { builtins } from "@retrograd/layers";
import { createRegistry, definePlugin, type Registry, type UpdateRule } from "@retrograd/plugin";
import { z } from "zod";

const lr = z.number("must be a number > 0").positive("must be a number > 0").default(0.1);

const updateRule = (options: { readonly lr: number }): UpdateRule => ({ lr: options.lr, update() {} });

const load = () => Promise.reject(new Error("no test of this package loads data"));

const start = () => ({ add() {}, result: () => ({ value: 0 }) });

/** Optimizers, metrics and data sets with options of every kind that a file can get wrong. */
const namesOnly = definePlugin({
  name: "names-only",
  version: "1.4.0",
  optimizers: [
    {
      type: "SGD",
      summary: "Gradient descent.",
      options: z.strictObject({ lr }),
      optionAliases: { lr: ["learning_rate"] },
      mainOption: "lr",
      slots: {},
      create: updateRule,
    },
    {
      type: "Momentum",
      summary: "Gradient descent with momentum.",
      options: z.strictObject({ lr, momentum: z.number("must be a number").default(0.9) }),
      slots: {},
      create: updateRule,
    },
  ],
  schedules: [
    {
      type: "Step",
      summary: "Falls in steps.",
      options: z.strictObject({ every: z.int("must be a whole number") }),
      mainOption: "every",
      create: () => ({ initialState: {}, rate: (_step, rate) => rate }),
    },
    {
      type: "ReduceOnPlateau",
      summary: "Falls when a metric gets no better.",
      options: z.strictObject({ metric: z.string("must be a metric").default("test.loss") }),
      mainOption: "metric",
      watches: "metric",
      create: () => ({ initialState: {}, rate: (_step, rate) => rate }),
    },
    {
      type: "Warmup",
      summary: "Rises, and follows another schedule.",
      options: z.strictObject({ steps: z.int("must be a whole number"), next: z.unknown() }),
      mainOption: "steps",
      references: { next: "schedules" },
      create: () => ({ initialState: {}, rate: (_step, rate) => rate }),
    },
  ],
  metrics: [
    {
      type: "Accuracy",
      summary: "The fraction of samples predicted right.",
      options: z.strictObject({}),
      targets: "classes",
      byDefault: true,
      create: () => ({ name: "accuracy", better: "higher", unit: "fraction", start }),
    },
    {
      type: "TopK",
      summary: "The fraction of samples whose class is among the k most probable.",
      options: z.strictObject({ k: z.int("must be a whole number").default(5) }),
      mainOption: "k",
      targets: "classes",
      create({ k }, { outShape: [classes = 0] }) {
        if (k > classes) throw new RetrogradError("E_OPTION", `"k" must be at most ${classes}, got ${k}`);
        return { name: `topK${k}`, better: "higher", unit: "fraction", start };
      },
    },
    {
      type: "ConfusionMatrix",
      summary: "A table, not a number.",
      options: z.strictObject({}),
      targets: "classes",
      create: () => ({ name: "confusionMatrix", start }),
    },
    {
      type: "MAE",
      summary: "Mean absolute error.",
      options: z.strictObject({}),
      targets: "values",
      create: () => ({ name: "mae", better: "lower", start }),
    },
  ],
  datasets: [
    { type: "digits", summary: "Digits.", options: z.strictObject({}), load },
    {
      type: "csv",
      summary: "A table of text.",
      options: z.strictObject({
        path: z.string("must be a path"),
        targets: z.enum(["classes", "values"]).default("classes"),
      }),
      mainOption: "path",
      load,
    },
  ],
});

/** Everything that the experiments in this package's tests may name. */
export const registry: Registry = createRegistry(builtins, namesOnly);

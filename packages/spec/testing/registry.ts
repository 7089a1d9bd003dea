import { builtins } from "@retrograd/layers";
import { createRegistry, definePlugin, type Optimizer, type Registry } from "@retrograd/network";
import { z } from "zod";

const lr = z.number("must be a number > 0").positive("must be a number > 0").default(0.1);

const optimizer = (options: { readonly lr: number }): Optimizer => ({
  type: "NamesOnly",
  lr: options.lr,
  slots: {},
  update() {},
});

const load = () => Promise.reject(new Error("no test of this package loads data"));

/** Optimizers and data sets with options of every kind that a file can get wrong. */
const namesOnly = definePlugin({
  name: "names-only",
  version: "1.4.0",
  optimizers: [
    {
      type: "SGD",
      summary: "Gradient descent.",
      options: z.strictObject({ lr }),
      mainOption: "lr",
      create: optimizer,
    },
    {
      type: "Momentum",
      summary: "Gradient descent with momentum.",
      options: z.strictObject({ lr, momentum: z.number("must be a number").default(0.9) }),
      create: optimizer,
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

/** What the specs of this package's tests may name. */
export const registry: Registry = createRegistry(builtins, namesOnly);

// An experiment as its author writes it, with a plugin of one's own.

import { type Builtins, defineExperiment, prepareTraining } from "@retrograd/cli/experiment";
import { checkExperiment, type LayerInput } from "@retrograd/experiment";
import { defineLayer, definePlugin } from "@retrograd/plugin";
import { type TrainOptions, train } from "@retrograd/trainer";

const identity = defineLayer({
  type: "Identity",
  summary: "Nothing.",
  options: {
    "~standard": {
      version: 1,
      vendor: "by hand",
      validate: () => ({ value: {} }),
      types: undefined as { input: { readonly times?: number }; output: object } | undefined,
    },
  },
  mainOption: "times",
  create: (_options, inShape) => ({
    type: "Identity",
    outShape: inShape,
    paramShapes: {},
    init: () => ({}),
    forward: (_params, x) => ({ y: x, backward: (dy) => ({ dx: dy, grads: {} }) }),
  }),
});

const experiment = defineExperiment.with(definePlugin({ name: "own", layers: [identity] }))({
  data: { dataset: "digits", scale: "unit" },
  model: { input: [64], layers: [{ Affine: 10 }, { Identity: 2 }, "Identity", "SoftmaxWithLoss"] },
  train: { optimizer: { SGD: 0.1 }, epochs: 1 },
});

export const mistakes: readonly string[] = checkExperiment(experiment).diagnostics.map(({ code }) => code);
export const ready: Promise<TrainOptions> = prepareTraining(experiment);
export const events = async () => train(await ready);

export const right: LayerInput<Builtins> = { Affine: { units: 3, init: { Normal: 0.1 } }, id: "hidden" };
// @ts-expect-error no such option
export const wrongOption: LayerInput<Builtins> = { Affine: { unitz: 3 } };
// @ts-expect-error no such layer
export const wrongName: LayerInput<Builtins> = "Rellu";

import { philoxStreams, tensor, updateSgd } from "@retrograd/core";
import { checkExperimentText, formatDiagnostic } from "@retrograd/experiment";
import { checkNetwork } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { forwardLoss, initParams, type Network, predict } from "@retrograd/network";
import { createRegistry } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { convLayers } from "./plugin.js";

const registry = createRegistry(builtins, convLayers);

const pictures = `
  input: [2, 4, 4]
  layers:
    - ZeroPad2D: [[0, 1], [1, 0]]
    - Conv2D: { filters: 2, kernel: 3, groups: 2, padding: same }
    - Relu
    - MaxPool2D: { kernel: 3, stride: 2, padding: 1 }
    - DepthwiseConv2D: { kernel: 3, padding: same }
    - AvgPool2D: { kernel: 2, stride: 1 }
    - ConvTranspose2D: { filters: 2, kernel: 2, stride: 2 }
    - Upsample2D: { factor: [1, 2], mode: bilinear }
    - branches: { join: Concat, paths: [[GlobalAvgPool], [GlobalMaxPool]] }
    - Affine: 3
    - SoftmaxWithLoss
`;

const sequences = `
  input: [2, 8]
  layers:
    - Conv1D: { filters: 3, dilation: 2 }
    - Relu
    - MaxPool1D: { kernel: 2, stride: 1 }
    - AvgPool1D: { kernel: 2, stride: 1 }
    - Affine: 3
    - SoftmaxWithLoss
`;

function networkOf(model: string): Network {
  const text = `version: 1\ndtype: float64\nmodel:${model}`;
  const { network, diagnostics } = checkExperimentText(text, { file: "experiment.yaml", registry });
  expect(diagnostics.map(formatDiagnostic)).toEqual([]);
  if (network === undefined) throw new Error("no network");
  return network;
}

test.each([
  ["pictures", pictures],
  ["sequences", sequences],
])(
  "an experiment with all layers for %s has no mistakes, and its gradients are the derivatives",
  (_, model) => {
    for (const mode of ["fast", "exhaustive"] as const) {
      const { tensors } = checkNetwork(networkOf(model), { mode, batch: 2 });
      expect(tensors.filter(({ verdict }) => verdict !== "pass" && verdict !== "subgradient")).toEqual([]);
    }
  },
);

test.each([
  ["pictures", pictures, [2, 4, 4]],
  ["sequences", sequences, [2, 8]],
])("it learns three %s by heart", (_, model, input) => {
  const network = networkOf(model);
  const normal = philoxStreams(1).stream("x").normal;
  const size = input.reduce((product, length) => product * length, 1);
  const x = tensor(Float64Array.from({ length: 3 * size }, normal), [3, ...input], { dtype: "f64" });
  const t = tensor([0, 1, 2], [3], { dtype: "f64" });
  const params = initParams(network, philoxStreams(0));
  for (let step = 0; step < 100; step++) {
    const { grads } = forwardLoss(network, params, { x, t }).backward();
    for (const [id, own] of Object.entries(params))
      for (const [name, parameter] of Object.entries(own)) updateSgd(parameter, grads[id][name], 0.2);
  }
  const { data } = predict(network, params, x);
  expect(Array.from(t.data, (target, row) => data[3 * row + target] > 0.5)).toEqual(Array(3).fill(true));
});

test.each([
  ["Conv2D: 4", "[64]", "got [64]; rows become pictures if the input of the model has that shape"],
  [
    "Conv2D: { filters: 4, kernel: 1.5 }",
    "[1, 8, 8]",
    "must be a whole number, or a list of 2 whole numbers",
  ],
  ["Conv2D: { filters: 4, kernel: 9 }", "[1, 8, 8]", "its kernel [9, 9] is larger than its input [8, 8]"],
  ["Conv2D: { filters: 4, kernel_size: 3 }", "[1, 8, 8]", 'Did you mean "kernel"?'],
  ["Conv2D: { filters: 4, padding: valid }", "[1, 8, 8]", "a list of 2, or same"],
  ["nn.Conv2d(1, 6, 5)", "[1, 8, 8]", 'Did you mean "Conv2D"?'],
  ["max_pooling2d: 2", "[1, 8, 8]", 'Did you mean "MaxPool2D"?'],
  ["MaxPool2D: { pool_size: 2 }", "[1, 8, 8]", 'Did you mean "kernel"?'],
  ["AdaptiveAvgPool2d: 1", "[1, 8, 8]", "GlobalAvgPool gives one number for each channel"],
])("%s on %s is a mistake at its place", (entry, input, message) => {
  const wrong = `model:\n  input: ${input}\n  layers:\n    - ${entry}\n    - Affine: 2\n    - SoftmaxWithLoss\n`;
  const [first] = checkExperimentText(wrong, { file: "experiment.yaml", registry }).diagnostics;
  expect(first && formatDiagnostic(first)).toContain(message);
  expect(first?.path).toMatch(/^model\.layers\[0\]/);
});

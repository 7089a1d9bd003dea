import { philoxStreams, tensor, updateSgd } from "@retrograd/core";
import { checkExperimentText, formatDiagnostic } from "@retrograd/experiment";
import { checkNetwork } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { normLayers } from "@retrograd/layers-norm";
import { commitState, forwardLoss, initParams, type Network, predict } from "@retrograd/network";
import { createRegistry } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { attentionLayers } from "./plugin.js";

const registry = createRegistry(builtins, normLayers, attentionLayers);

const words = `
  input: { shape: [4], indices: 5, padding: 0 }
  layers:
    - Embedding: { words: 5, size: 4 }
    - LearnedPositions
    - TransformerBlock: { size: 4, heads: 2, units: 3, norm: RmsNorm, activation: Sigmoid, causal: true, rotary: true }
    - Affine: { units: 3, axis: last }
    - SoftmaxWithLoss
`;

const vectors = `
  input: [4, 2]
  layers:
    - BatchNorm
    - Affine: { units: 4, axis: last }
    - SinusoidalPositions
    - LayerNorm: { }
    - { SelfAttention: 1, id: encoder }
    - { Affine: { units: 4, axis: last }, from: input, id: decoder }
    - { CrossAttention: 2, from: [decoder, encoder] }
    - GroupNorm: 2
    - InstanceNorm
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
  ["words", words],
  ["vectors", vectors],
])("an experiment on sequences of %s has no mistakes, and its gradients are the derivatives", (_, model) => {
  for (const mode of ["fast", "exhaustive"] as const) {
    const { tensors } = checkNetwork(networkOf(model), { mode, batch: 3 });
    expect(tensors.filter(({ verdict }) => verdict === "fail" || verdict === "inconclusive")).toEqual([]);
  }
});

test.each([
  ["words", words, [1, 2, 3, 4, 4, 2, 0, 0, 3, 3, 1, 0], [3, 4], [0, 1, 2, 0, 2, 1, 0, 0, 1, 0, 2, 0]],
  ["vectors", vectors, Array.from({ length: 24 }, (_, i) => (i * i) % 7), [3, 4, 2], [0, 1, 2]],
])("it learns three sequences of %s by heart", (_, model, inputs, shape, targets) => {
  const network = networkOf(model);
  const f64 = { dtype: "f64" } as const;
  const x = tensor(inputs, shape, f64);
  const t = tensor(targets, targets.length === 3 ? [3] : [3, 4], f64);
  const params = initParams(network, philoxStreams(0));
  const lossOf = () => forwardLoss(network, params, { x, t }, { mode: "train" });
  const first = lossOf().loss;
  for (let step = 0; step < 60; step++) {
    const pass = lossOf();
    const { grads } = pass.backward();
    for (const { id, layer } of network.layers) {
      for (const name of Object.keys(layer.paramShapes)) {
        const [parameter, gradient] = [params[id]?.[name], grads[id]?.[name]];
        if (parameter !== undefined && gradient !== undefined) updateSgd(parameter, gradient, 0.3);
      }
    }
    commitState(network, params, pass.state, 3);
  }
  expect(lossOf().loss).toBeLessThan(first / 4);
  // evaluation uses the running statistics, and is the same each time
  expect([...predict(network, params, x).data]).toEqual([...predict(network, params, x).data]);
});

test.each([
  ["SelfAttention: 3", "its 3 heads must divide the length of a step, 4"],
  ["nn.MultiheadAttention: 2", 'Did you mean "SelfAttention"?'],
  ["LayerNormalization", 'Did you mean "LayerNorm"?'],
  ["BatchNorm1d", "write 0.9 for PyTorch's 0.1"],
])("%s is a mistake at its place", (entry, message) => {
  const wrong = `model:\n  input: [3, 4]\n  layers:\n    - ${entry}\n    - Affine: 2\n    - SoftmaxWithLoss\n`;
  const [first] = checkExperimentText(wrong, { file: "experiment.yaml", registry }).diagnostics;
  expect(first && formatDiagnostic(first)).toContain(message);
});

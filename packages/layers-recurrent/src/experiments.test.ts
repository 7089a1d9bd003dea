import { philoxStreams, tensor, updateSgd } from "@retrograd/core";
import { checkExperimentText, formatDiagnostic } from "@retrograd/experiment";
import { checkNetwork } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { forwardLoss, initParams, predict } from "@retrograd/network";
import { createRegistry } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { recurrentLayers } from "./plugin.js";

const registry = createRegistry(builtins, recurrentLayers);

const text = `version: 1
dtype: float64
model:
  input: { shape: [3, 2], padding: -1 }
  layers:
    - Rnn: { units: 3, sequences: true }
    - Bidirectional: { Gru: { units: 2, sequences: true, reset: before } }
    - Gru: { units: 3, sequences: true }
    - Lstm: { units: 3, recurrentInit: { Normal: 0.5 } }
    - Affine: 2
    - SoftmaxWithLoss
`;

const { network, diagnostics } = checkExperimentText(text, { file: "experiment.yaml", registry });

test("an experiment with all recurrent layers has no mistakes, and passes the gradient check in both modes", () => {
  expect(diagnostics).toEqual([]);
  if (network === undefined) throw new Error("no network");
  for (const mode of ["fast", "exhaustive"] as const)
    expect(checkNetwork(network, { mode, batch: 3 }).verdict).toBe("pass");
});

test("it learns to tell rising from falling sequences, one of them padded", () => {
  if (network === undefined) throw new Error("no network");
  const f64 = { dtype: "f64" } as const;
  const x = tensor(
    [0, 0, 0.5, 0, 1, 0, 1, 0, 0.5, 0, 0, 0, 0.2, 0, 0.9, 0, -1, -1, 0.8, 0, 0.1, 0, -1, -1],
    [4, 3, 2],
    f64,
  );
  const t = tensor([1, 0, 1, 0], [4], f64);
  const params = initParams(network, philoxStreams(0));
  for (let step = 0; step < 300; step++) {
    const { grads } = forwardLoss(network, params, { x, t }).backward();
    for (const [id, own] of Object.entries(params)) {
      for (const [name, parameter] of Object.entries(own)) {
        const gradient = grads[id]?.[name];
        if (gradient !== undefined) updateSgd(parameter, gradient, 0.5);
      }
    }
  }
  const { data } = predict(network, params, x);
  expect([0, 1, 2, 3].map((row) => Math.round(data[2 * row + 1] ?? Number.NaN))).toEqual([1, 0, 1, 0]);
});

test.each([
  ["Lstm: 16", "[64]", "Lstm reads sequences [time, features], got [64]"],
  ["Gru: { units: 2, carry: true, reverse: true }", "[3, 2]", '"carry" continues after the last step'],
  ["Bidirectional: { Lstm: 16, Gru: 16 }", "[3, 2]", "must name one layer"],
  ["LSTM: 128", "[3, 2]", 'Did you mean "Lstm"?'],
])("%s on %s is a mistake at its place", (entry, input, message) => {
  const wrong = `model:\n  input: ${input}\n  layers:\n    - ${entry}\n    - Affine: 2\n    - SoftmaxWithLoss\n`;
  const [first] = checkExperimentText(wrong, { file: "experiment.yaml", registry }).diagnostics;
  expect(first && formatDiagnostic(first)).toContain(message);
  expect(first?.path).toMatch(/^model\.layers\[0\]/);
});

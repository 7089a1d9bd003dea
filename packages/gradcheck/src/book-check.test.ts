import { softmax, softmaxCrossEntropyGradient, type Tensor, tensor } from "@retrograd/core";
import { builtins } from "@retrograd/layers";
import { buildNetwork, type Network } from "@retrograd/network";
import { createRegistry, definePlugin, type LossDefinition } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { checkNetwork } from "./check/check-network.js";
import type { GradientReport } from "./check/report.js";

// The check of "Deep Learning from Scratch", gradient_check.py: central differences with h = 1e-4 of a two-layer network
// whose loss takes log(y + 1e-7) and whose backward is the derivative of log y.
const h = 1e-4;

const bookLoss: LossDefinition = {
  type: "BookLoss",
  summary: "Cross entropy of log(y + 1e-7).",
  options: { "~standard": { version: 1, vendor: "by hand", validate: (value) => ({ value }) } },
  create: (_options, [classes], ctx) => ({
    type: "BookLoss",
    outShape: [classes],
    targets: "classes",
    predict: softmax,
    exampleTargets: (batch, rng) => tensor(rng.integers(classes, batch), [batch], ctx),
    forward(x, t) {
      const y = softmax(x);
      return {
        y,
        loss: meanLog(y, t, classes),
        backward: (dloss = 1) => ({ dx: softmaxCrossEntropyGradient(y, t, dloss) }),
      };
    },
  }),
};

function meanLog(y: Tensor, t: Tensor, classes: number): number {
  const logs = Array.from(t.data, (k, row) => Math.log(y.data[row * classes + k] + 1e-7));
  return -logs.reduce((sum, log) => sum + log, 0) / t.size;
}

function twoLayers(loss: string): Network {
  const registry = createRegistry(builtins, definePlugin({ name: "book", losses: [bookLoss] }));
  const init = { Normal: { std: 0.01 } };
  const layers = [{ Affine: { units: 50, init } }, "Relu", { Affine: { units: 10, init } }, loss];
  return buildNetwork(registry, { input: [64], layers }, { dtype: "f64" });
}

const tensorOf = ({ tensors }: GradientReport, layer: string, name: string) => {
  const report = tensors.find((tensor) => tensor.layer === layer && tensor.tensor === name);
  if (report === undefined) throw new Error(`no ${layer}.${name}`);
  return report;
};

// with this seed, a step of h moves a unit across 0
const seed = 7;

test("the loss explains the book's error of b2, and a kink the largest errors of W1 and b1", () => {
  const report = checkNetwork(twoLayers("BookLoss"), { step: h, seed });
  expect(report.step).toBe(h);
  expect(tensorOf(report, "BookLoss1", "x").diagnosis).toEqual({
    code: "smoothed-loss",
    message: "the gap to the derivative is eps / y with eps = 1.0e-7: forward computes log(y + 1.0e-7)",
  });
  const b2 = tensorOf(report, "Affine2", "b");
  expect(b2).toMatchObject({ verdict: "fail", blame: "BookLoss1", local: { verdict: "pass" } });
  // eps / y, with y = 0.1 at first
  expect(b2.whole?.error).toBeGreaterThan(0.9e-6);
  expect(b2.whole?.error).toBeLessThan(1.1e-6);
  for (const name of ["W", "b"])
    expect(tensorOf(report, "Affine1", name).whole?.subgradients).toBeGreaterThan(0);
  for (const name of ["W", "b"]) expect(tensorOf(report, "Affine2", name).whole?.subgradients).toBe(0);
});

test("with a right loss only the kink remains, and without the step not even that", () => {
  const network = twoLayers("SoftmaxWithLoss");
  const verdicts = ({ tensors }: GradientReport) =>
    tensors.map(({ layer, tensor: name, verdict }) => `${layer}.${name} ${verdict}`);
  expect(verdicts(checkNetwork(network, { step: h, seed }))).toEqual([
    "Affine1.x pass",
    "Affine1.W subgradient",
    "Affine1.b subgradient",
    "Relu1.x subgradient",
    "Affine2.x pass",
    "Affine2.W pass",
    "Affine2.b pass",
    "SoftmaxWithLoss1.x pass",
  ]);
  expect(checkNetwork(network, { seed })).toMatchObject({ verdict: "pass" });
});

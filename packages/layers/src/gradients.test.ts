import { add, RetrogradError, scale } from "@retrograd/core";
import { type CheckProgress, checkNetwork, checkNetworkInSteps } from "@retrograd/gradcheck";
import { buildNetwork } from "@retrograd/network";
import { createRegistry, definePlugin, type Entry, type LayerDefinition } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { relu } from "./activations/relu.js";
import { builtins } from "./builtins.js";

/** `y = 2 x`, with a backward that multiplies by `factor` instead of 2. */
function doubled(type: string, factor: number): LayerDefinition<Record<string, never>> {
  return {
    type,
    summary: "y = 2 x",
    options: relu.options as LayerDefinition<Record<string, never>>["options"],
    create: (_options, inShape) => ({
      type,
      outShape: inShape,
      paramShapes: {},
      init: () => ({}),
      forward: (_params, x) => ({
        y: add(x, x),
        backward: (dy) => ({ dx: scale(dy, factor), grads: {} }),
      }),
    }),
  };
}

const registry = createRegistry(
  builtins,
  definePlugin({ name: "test", layers: [doubled("Doubled", 2), doubled("Wrong", 2.001)] }),
);
const network = (layers: readonly Entry[], dtype: "f32" | "f64" = "f64") =>
  buildNetwork(registry, { input: [5], layers }, { dtype });

test.each([
  [
    "the book's two layers",
    [{ Affine: { units: 4, init: { Normal: 0.01 } } }, "Relu", { Affine: 3 }, "SoftmaxWithLoss"],
  ],
  ["sigmoid", [{ Affine: 4 }, "Sigmoid", { Affine: 3 }, "SoftmaxWithLoss"]],
  ["a regression", [{ Affine: 4 }, "Relu", { Affine: 2 }, "IdentityWithLoss"]],
  ["a loss alone", ["SoftmaxWithLoss"]],
  ["a layer twice", [{ Affine: 4 }, "Doubled", "Doubled", { Affine: 3 }, "SoftmaxWithLoss"]],
])("every gradient of %s passes", (_name, layers) => {
  for (let seed = 0; seed < 10; seed++) {
    const report = checkNetwork(network(layers), { seed });
    expect(report.tensors.filter((tensor) => tensor.verdict !== "pass")).toEqual([]);
    expect(report.verdict).toBe("pass");
  }
});

test("every parameter and the input of every layer is checked, each element", () => {
  const report = checkNetwork(network([{ Affine: 4 }, "Relu", { Affine: 3 }, "SoftmaxWithLoss"]), {
    batch: 2,
  });
  expect(report.tensors.map(({ layer, tensor, elements }) => [layer, tensor, elements])).toEqual([
    ["Affine1", "x", 10],
    ["Affine1", "W", 20],
    ["Affine1", "b", 4],
    ["Relu1", "x", 8],
    ["Affine2", "x", 8],
    ["Affine2", "W", 12],
    ["Affine2", "b", 3],
    ["SoftmaxWithLoss1", "x", 6],
  ]);
});

test("a backward that is off by a factor of 1.0005 fails alone, and layers before it name it", () => {
  const report = checkNetwork(network([{ Affine: 4 }, "Wrong", { Affine: 3 }, "SoftmaxWithLoss"]));
  expect(report.verdict).toBe("fail");
  const failed = report.tensors.filter(({ verdict }) => verdict === "fail");
  expect(failed.map(({ layer, tensor, blame }) => [layer, tensor, blame])).toEqual([
    ["Affine1", "x", "Wrong1"],
    ["Affine1", "W", "Wrong1"],
    ["Affine1", "b", "Wrong1"],
    ["Wrong1", "x", "Wrong1"],
  ]);
  const own = failed.at(-1)?.local;
  expect(own?.error).toBeCloseTo(0.001 / 2.001, 6);
  expect(own?.wrong).toBe(12);
});

test("a check in steps comes to the end of its elements and to the same report", () => {
  const checked = network([{ Affine: 3 }, "SoftmaxWithLoss"]);
  const steps = checkNetworkInSteps(checked);
  const seen: CheckProgress[] = [];
  let step = steps.next();
  for (; !step.done; step = steps.next()) seen.push(step.value);
  expect(seen.at(0)?.done).toBeLessThan(42);
  expect(seen.at(-1)).toEqual({ done: 15 + 15 + 3 + 9, total: 42 });
  expect(step.value).toEqual(checkNetwork(checked));
});

test("a float32 network is refused", () => {
  expect(() => checkNetwork(network(["SoftmaxWithLoss"], "f32"))).toThrow(RetrogradError);
  expect(() => checkNetwork(network(["SoftmaxWithLoss"], "f32"))).toThrow('build it with { dtype: "f64" }');
});

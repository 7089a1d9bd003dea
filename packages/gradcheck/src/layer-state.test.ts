import { philoxStreams, tensor } from "@retrograd/core";
import { builtins } from "@retrograd/layers";
import { buildNetwork, initParams, type NetworkParams } from "@retrograd/network";
import { createRegistry, type Forward } from "@retrograd/plugin";
import { batchNorm, hiddenBatchNorm, norms } from "@retrograd/testing";
import { expect, test } from "vitest";
import { runningSize } from "../tests/mutants/layer-state-mutants.js";
import { checkLayer } from "./check/check-layer.js";
import { checkNetwork } from "./check/check-network.js";
import { conformance } from "./index.js";

const registry = createRegistry(builtins, norms);
const build = (norm: string, dtype: "f32" | "f64" = "f64") => {
  const layers = [{ Affine: 4 }, norm, "Relu", { Affine: 3 }, "SoftmaxWithLoss"];
  return buildNetwork(registry, { input: [5], layers }, { dtype });
};

test.each(["fast", "exhaustive"] as const)("a network with BatchNorm passes in mode %s", (mode) => {
  const options = { mode, batch: 5, training: build("TestBatchNorm", "f32") };
  for (const burnIn of [0, 2]) {
    const { verdict, tensors } = checkNetwork(build("TestBatchNorm"), { ...options, burnIn });
    expect(verdict).toBe("pass");
    const names = tensors.map(({ layer, tensor }) => `${layer}.${tensor}`);
    expect(names.filter((name) => name.startsWith("TestBatchNorm1"))).toEqual(
      ["x", "gamma", "beta"].map((name) => `TestBatchNorm1.${name}`),
    );
    // its gradient of the loss is 0 by construction
    const bias = tensors.find(({ layer, tensor }) => layer === "Affine1" && tensor === "b");
    expect(bias?.whole?.proof ?? bias?.verdict).toBe("chain-rule");
  }
});

test("a check leaves the state of its parameters as it is", () => {
  const network = build("TestBatchNorm");
  const params: NetworkParams = initParams(network, philoxStreams(0));
  checkNetwork(network, { mode: "fast", params });
  expect([...(params.TestBatchNorm1?.mean?.data ?? [])]).toEqual([0, 0, 0, 0]);
  expect([...(params.TestBatchNorm1?.variance?.data ?? [])]).toEqual([1, 1, 1, 1]);
});

test("the same statistics in a closure are a hidden state", () => {
  const { verdict, tensors } = checkNetwork(build("HiddenBatchNorm"), { mode: "fast" });
  expect(verdict).toBe("fail");
  const codes = tensors.flatMap(({ layer, diagnosis }) => (diagnosis ? [`${layer} ${diagnosis.code}`] : []));
  expect(codes).toEqual(["HiddenBatchNorm1 hidden-state"]);
});

const examples = [{ input: [3] }, { input: [2, 3, 2] }];

test("BatchNorm keeps every promise of a layer", () => {
  for (const { run } of conformance(batchNorm, registry, examples)) run();
});

test("BatchNorm with hidden statistics does not", () => {
  const broken = conformance(hiddenBatchNorm, registry, examples).filter(({ run }) => {
    try {
      run();
      return false;
    } catch (error) {
      return String(error).includes("hidden-state");
    }
  });
  expect(broken.length).toBeGreaterThan(0);
});

test("a layer with a declared state passes, and with kinks that its forward declares", () => {
  for (const batch of [1, 3]) {
    const piece = runningSize()();
    if (piece.kind !== "layer") throw new Error("a layer is expected");
    const layer = piece.definition.create({}, [4], {} as never);
    expect(checkLayer(layer, [4], { batch }).verdict).toBe("pass");
  }
});

test("branches of a forward are used in the place of those of its layer", () => {
  const [relu] = buildNetwork(
    registry,
    { input: [4], layers: ["Relu", "IdentityWithLoss"] },
    { dtype: "f64" },
  ).layers;
  if (relu === undefined) throw new Error("the network has a layer");
  const { branches, ...smooth } = relu.layer;
  const own = {
    ...smooth,
    forward(...[params, x, ctx]: Parameters<typeof relu.layer.forward>): Forward {
      return { ...relu.layer.forward(params, x, ctx), branches: () => branches?.(params, x) ?? [] };
    },
  };
  // the first element is on the kink
  const batch = tensor([0, 1, -1, 2], [1, 4], { dtype: "f64" });
  for (const layer of [relu.layer, own]) {
    const { tensors } = checkLayer(layer, [4], { x: batch });
    expect(tensors.map(({ verdict, diagnosis }) => [verdict, diagnosis])).toEqual([
      ["subgradient", undefined],
    ]);
  }
  expect(checkLayer(smooth, [4], { x: batch }).tensors[0]?.diagnosis?.code).toBe("undeclared-kink");
});

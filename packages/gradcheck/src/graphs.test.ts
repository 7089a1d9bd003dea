import { scale } from "@retrograd/core";
import { add, builtins, sigmoid } from "@retrograd/layers";
import { buildNetwork } from "@retrograd/network";
import { createRegistry, definePlugin, type Entry, type JointDefinition } from "@retrograd/plugin";
import { describe, expect, test } from "vitest";
import { falseAlarms } from "../tests/false-alarms.js";
import { graphNetwork } from "../tests/graph-networks.js";
import { checkNetwork } from "./index.js";

test.each([
  { mode: "fast", networks: 20 },
  { mode: "exhaustive", networks: 5 },
] as const)("$networks graphs that are right give no false alarm, $mode", ({ mode, networks }) => {
  const { alarms, tensors, proved } = falseAlarms({ mode, from: 0, to: networks, draw: graphNetwork });
  expect(alarms).toEqual([]);
  expect(proved / tensors).toBeGreaterThan(0.75);
});

test("graphs of several inputs that are right give no false alarm, in both modes", () => {
  const draw = (seed: number) => graphNetwork(seed, 2 + (seed % 2));
  for (const { mode, to } of [
    { mode: "fast", to: 8 },
    { mode: "exhaustive", to: 2 },
  ] as const) {
    const { alarms, tensors, proved } = falseAlarms({ mode, from: 0, to, draw });
    expect(alarms).toEqual([]);
    expect(proved / tensors).toBeGreaterThan(0.75);
  }
});

/** Sigmoid with a backward that is 2 times the derivative. */
const doubled = {
  ...sigmoid,
  type: "Doubled",
  create: (...args: Parameters<typeof sigmoid.create>) => {
    const layer = sigmoid.create(...args);
    return {
      ...layer,
      type: "Doubled",
      forward: (...call: Parameters<typeof layer.forward>) => {
        const { y, backward } = layer.forward(...call);
        return { y, backward: (dy: typeof y) => ({ dx: backward(scale(dy, 2)).dx ?? dy, grads: {} }) };
      },
    };
  },
};

/** Add whose gradient by the second input is 2 times the derivative. */
const halfDoubled: JointDefinition = {
  ...add,
  type: "HalfDoubled",
  createJoint(_options, inShapes, ctx) {
    const joint = add.createJoint({}, inShapes, ctx);
    return {
      ...joint,
      join(params, xs, context) {
        const { y } = joint.join(params, xs, context);
        return { y, backward: (dy) => ({ dxs: [dy, scale(dy, 2)], grads: {} }) };
      },
    };
  },
};

const registry = createRegistry(
  builtins,
  definePlugin({ name: "wrong", layers: [doubled], joints: [halfDoubled] }),
);

/** The layers that a failure of the network is blamed on. */
function blamed(...layers: Entry[]): readonly string[] {
  const network = buildNetwork(registry, { input: [4], layers }, { dtype: "f64" });
  const { tensors } = checkNetwork(network);
  return [...new Set(tensors.flatMap(({ verdict, blame }) => (verdict === "fail" ? [blame ?? "?"] : [])))];
}

describe("a wrong layer in a graph fails by its name, and no other layer is blamed", () => {
  const stem = { Affine: 3, id: "stem" };
  const end = [{ Affine: 2, id: "end" }, "SoftmaxWithLoss"];

  test.each<[string, Entry[]]>([
    [
      "in the first of two branches",
      [stem, "Doubled", { Affine: 3, from: "stem" }, { Add: {}, from: ["Affine2", "Doubled1"] }, ...end],
    ],
    [
      "in the second of two branches",
      [
        stem,
        "Sigmoid",
        { Doubled: {}, from: "stem" },
        { Concat: {}, from: ["Sigmoid1", "Doubled1"] },
        ...end,
      ],
    ],
    [
      "in a residual block inside another",
      [
        stem,
        { Affine: 3 },
        "Doubled",
        { Add: {}, from: ["Doubled1", "Affine2"] },
        { Multiply: {}, from: ["Add1", "stem"] },
        ...end,
      ],
    ],
    ["in front of a block", [{ Doubled: {} }, { ...stem }, { Add: {}, from: ["stem", "stem"] }, ...end]],
  ])("%s", (_name, layers) => {
    expect(blamed(...layers)).toEqual(["Doubled1"]);
  });

  test("where it is the joint", () => {
    expect(blamed(stem, "Relu", { HalfDoubled: {}, from: ["Relu1", "stem"] }, ...end)).toEqual([
      "HalfDoubled1",
    ]);
  });

  test("and two wrong layers in two branches are both named", () => {
    const layers = [
      stem,
      "Doubled",
      { Doubled: {}, from: "stem" },
      { Add: {}, from: ["Doubled1", "Doubled2"] },
    ];
    expect(blamed(...layers, ...end)).toEqual(["Doubled1", "Doubled2"]);
  });
});

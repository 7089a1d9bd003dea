import { checkNetwork } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { normLayers } from "@retrograd/layers-norm";
import { buildNetwork } from "@retrograd/network";
import { checkOptions, createRegistry, type Entry } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { attentionLayers } from "./plugin.js";
import { transformerBlock } from "./transformer-block.js";

const registry = createRegistry(builtins, normLayers, attentionLayers);
const expanded = (options: unknown) => {
  const { value, issues } = checkOptions<Parameters<typeof transformerBlock.expand>[0]>(
    { ...transformerBlock },
    options,
    [],
  );
  if (value === undefined) throw new Error(JSON.stringify(issues));
  return transformerBlock.expand(value);
};

test("stands for attention and two Affine layers, each behind a normalization and with a way around", () => {
  expect(expanded({ size: 4, heads: 2 })).toEqual([
    { residual: ["LayerNorm", { SelfAttention: { heads: 2, causal: false, rotary: false } }] },
    {
      residual: [
        "LayerNorm",
        { Affine: { units: 16, axis: "last" } },
        "Relu",
        { Affine: { units: 4, axis: "last" } },
      ],
    },
  ]);
  const dropped = expanded({
    size: 4,
    heads: 2,
    units: 3,
    norm: "RmsNorm",
    activation: "Sigmoid",
    dropout: 0.1,
  });
  expect(JSON.stringify(dropped)).toBe(
    JSON.stringify([
      {
        residual: [
          "RmsNorm",
          { SelfAttention: { heads: 2, causal: false, rotary: false } },
          { Dropout: 0.1 },
        ],
      },
      {
        residual: [
          "RmsNorm",
          { Affine: { units: 3, axis: "last" } },
          "Sigmoid",
          { Affine: { units: 4, axis: "last" } },
          { Dropout: 0.1 },
        ],
      },
    ]),
  );
});

test.each(["fast", "exhaustive"] as const)("its layers pass in mode %s", (mode) => {
  // the two residuals as entries that say what they read
  const layers: readonly Entry[] = [
    { Affine: { units: 4, axis: "last" }, id: "in" },
    { LayerNorm: {}, from: "in" },
    { SelfAttention: { heads: 2, causal: true } },
    { Add: {}, from: ["SelfAttention1", "in"], id: "middle" },
    "LayerNorm",
    { Affine: { units: 6, axis: "last" } },
    "Relu",
    { Affine: { units: 4, axis: "last" }, id: "out" },
    { Add: {}, from: ["out", "middle"] },
    { Affine: 3 },
    "SoftmaxWithLoss",
  ];
  const network = buildNetwork(registry, { input: [3, 2], layers }, { dtype: "f64" });
  const { tensors } = checkNetwork(network, { mode });
  expect(tensors.filter(({ verdict }) => verdict === "fail" || verdict === "inconclusive")).toEqual([]);
});

test.each([
  [{ heads: 2 }, "RG2005"],
  [{ size: 4, heads: 2, dropout: 1 }, "RG2004"],
  [{ size: 4, heads: 2, norm: "BatchNorm" }, "RG2004"],
])("options %j are refused", (options, code) => {
  expect(checkOptions(transformerBlock, options, [])).toMatchObject({ issues: [{ code }] });
});

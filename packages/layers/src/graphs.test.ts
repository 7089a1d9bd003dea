import { conformance, lossConformance } from "@retrograd/gradcheck";
import { createRegistry, type LayerDefinition, type LossDefinition } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { builtins } from "./builtins.js";

const registry = createRegistry(builtins);
const all: readonly (LayerDefinition | LossDefinition)[] = [
  ...registry.layers.values(),
  ...registry.losses.values(),
];
// those that draw their graph with numbers of their own
const definitions = all.filter(({ graphExample }) => graphExample !== undefined);

test("every layer and loss of the book has numbers for its graph", () => {
  const types = definitions.map(({ type }) => type);
  const ofTheBook = ["Affine", "Relu", "Sigmoid", "SoftmaxWithLoss", "IdentityWithLoss"];
  expect(types).toEqual(expect.arrayContaining(ofTheBook));
});

test.each(definitions.map((definition) => [definition.type, definition] as const))(
  "the graph of %s computes what the layer computes, node by node",
  (type, definition) => {
    const options = definition.graphExample?.options;
    const examples = [
      ...[[1], [6], [3, 4]].map((input) => ({ options, input })),
      ...(type === "Affine" ? [{ options: { units: 2, axis: "last" }, input: [3, 4] }] : []),
    ];
    const layer = registry.layers.get(type);
    const loss = registry.losses.get(type);
    const checks = [
      ...(layer === undefined ? [] : conformance(layer, registry, examples)),
      ...(loss === undefined ? [] : lossConformance(loss, registry, examples)),
    ].filter(({ name }) => name.includes("its graph"));
    expect(checks).toHaveLength(examples.length);
    for (const { run } of checks) run();
  },
);

test("with options, SoftmaxWithLoss declares no graph", () => {
  const loss = registry.losses.get("SoftmaxWithLoss");
  if (loss === undefined) throw new Error("SoftmaxWithLoss is not registered");
  const checks = lossConformance(loss, registry, [{ options: { smoothing: 0.1 }, input: [3] }]);
  expect(checks.filter(({ name }) => name.includes("its graph"))).toEqual([]);
});

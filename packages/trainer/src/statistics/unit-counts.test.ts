import { tensor } from "@retrograd/core";
import { buildNetwork } from "@retrograd/network";
import { expect, test } from "vitest";
import { registry } from "../../tests/setup.js";
import { watchUnits } from "./unit-counts.js";

const network = buildNetwork(registry, {
  input: [2],
  layers: [{ Affine: 3 }, "Relu", "Sigmoid", { Affine: 2 }, "SoftmaxWithLoss"],
});

test("counts the units that are active for no sample, in layers that declare them", () => {
  const { watch, counts } = watchUnits(network);
  watch("Affine1", tensor([0, 0, 0], [1, 3]));
  watch("Relu1", tensor([1, 0, 0, 0, 0, 0], [2, 3]));
  watch("Relu1", tensor([0, 0, 0.1], [1, 3]));
  // a tenth of a percent from its ends a sigmoid is flat
  watch("Sigmoid1", tensor([0.999, 0.001, 0.999, 0.5, 0.001, 0.999], [2, 3]));
  expect(counts()).toEqual([
    { layer: "Relu1", units: 3, kind: "dead", inactive: 1 },
    { layer: "Sigmoid1", units: 3, kind: "saturated", inactive: 2 },
  ]);
});

test("before any sample every unit is inactive", () => {
  expect(
    watchUnits(network)
      .counts()
      .map(({ inactive }) => inactive),
  ).toEqual([3, 3]);
});

test.each([
  [() => [1], /^Relu1: units\.activeIn must return a number for each of the 3 elements of y, got 1$/],
  [
    () => {
      throw new TypeError("no y");
    },
    /^Relu1: units\.activeIn threw TypeError: no y$/,
  ],
])("an error of activeIn names the layer", (activeIn, message) => {
  const layers = network.layers.map(({ layer, ...placed }) => ({
    ...placed,
    layer: { ...layer, ...(layer.units && { units: { inactive: "dead", activeIn } }) },
  }));
  const { watch } = watchUnits({ ...network, layers });
  expect(() => watch("Relu1", tensor([1, 0, 0], [1, 3]))).toThrow(message);
});

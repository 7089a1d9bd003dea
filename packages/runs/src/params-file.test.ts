import { philoxStreams } from "@retrograd/core";
import { builtins } from "@retrograd/layers";
import { buildNetwork, initParams } from "@retrograd/network";
import type { Entry } from "@retrograd/plugin";
import { createRegistry } from "@retrograd/plugin";
import { norms } from "@retrograd/testing";
import { expect, test } from "vitest";
import { decodeParams, encodeParams } from "./params-file.js";
import { decodeSafetensors } from "./safetensors/safetensors.js";

const registry = createRegistry(builtins);

const build = (layers: readonly Entry[], dtype: "f32" | "f64" = "f32") =>
  buildNetwork(registry, { input: [4], layers: [...layers, "SoftmaxWithLoss"] }, { dtype });
const network = build([{ Affine: 3 }, "Relu", { Affine: 2 }]);
const params = initParams(network, philoxStreams(0));
const file = encodeParams(params);

test("parameters are named by layer and are in the order of the network", () => {
  const arrays = decodeSafetensors(file, "m");
  expect(arrays.map(({ name, shape }) => [name, shape])).toEqual([
    ["Affine1.W", [4, 3]],
    ["Affine1.b", [3]],
    ["Affine2.W", [3, 2]],
    ["Affine2.b", [2]],
  ]);
});

test.each(["f32", "f64"] as const)("decoding returns the encoded parameters, in %s", (dtype) => {
  const built = build([{ Affine: 3 }, "Relu", { Affine: 2 }], dtype);
  const first = initParams(built, philoxStreams(0));
  const decoded = decodeParams(built, encodeParams(first), "m");
  expect(Object.keys(decoded)).toEqual(["Affine1", "Relu1", "Affine2"]);
  expect([...decoded.Affine1.W.data]).toEqual([...first.Affine1.W.data]);
  expect(decoded.Affine1.W.dtype).toBe(dtype);
});

test.each([
  [
    "another width",
    [{ Affine: 5 }, "Relu", { Affine: 2 }],
    "m: Affine1.W must be [4, 5] for this network, got [4, 3]",
  ],
  [
    "one more layer",
    [{ Affine: 3 }, { Affine: 2 }, { Affine: 2 }],
    "Affine2.W must be [3, 2]|the parameter Affine3.W is missing",
  ],
  ["one layer less", [{ Affine: 3 }], "m: the network has no parameter Affine2.W"],
])("a network with %s is refused", (_name, layers, message) => {
  expect(() => decodeParams(build(layers as readonly Entry[]), file, "m")).toThrow(
    new RegExp(message.replaceAll("[", "\\[")),
  );
});

test("state follows the parameters of its layer, and is decoded with them", () => {
  const layers = [{ Affine: 3 }, "TestBatchNorm", "SoftmaxWithLoss"];
  const built = buildNetwork(createRegistry(builtins, norms), { input: [4], layers });
  const drawn = initParams(built, philoxStreams(0));
  const names = decodeSafetensors(encodeParams(drawn), "m").map(({ name }) => name);
  expect(names.slice(2)).toEqual([
    "TestBatchNorm1.gamma",
    "TestBatchNorm1.beta",
    "TestBatchNorm1.mean",
    "TestBatchNorm1.variance",
  ]);
  const decoded = decodeParams(built, encodeParams(drawn), "m");
  expect([...(decoded.TestBatchNorm1?.variance?.data ?? [])]).toEqual([1, 1, 1]);
  const { mean: _mean, ...others } = drawn.TestBatchNorm1 ?? {};
  expect(() => decodeParams(built, encodeParams({ ...drawn, TestBatchNorm1: others }), "m")).toThrow(
    "m: the parameter TestBatchNorm1.mean is missing",
  );
});

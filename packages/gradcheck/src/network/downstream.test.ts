import { philoxStreams, type Shape, scope, sizeOf, tensor } from "@retrograd/core";
import { builtins } from "@retrograd/layers";
import { buildNetwork, initParams } from "@retrograd/network";
import { createRegistry, type Entry } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { testLayers } from "../../tests/layers.js";
import { rowLayers } from "../../tests/row-layers.js";
import { type DownstreamResult, downstreamAfter } from "./downstream.js";
import { randomNormal } from "./random-tensors.js";

const batch = 3;

/** The way from the input of some layers, and how many rows each of its forward passes had. */
function watched(layers: readonly Entry[]) {
  const built = buildNetwork(
    createRegistry(builtins, testLayers, rowLayers),
    { input: [4], layers },
    { dtype: "f64" },
  );
  const rows: number[] = [];
  const network = {
    ...built,
    layers: built.layers.map((placed, i) => ({
      ...placed,
      layer: {
        ...placed.layer,
        forward: (...args: Parameters<typeof placed.layer.forward>) => {
          if (i === 0) rows.push(args[1].shape[0] ?? 0);
          return placed.layer.forward(...args);
        },
      },
    })),
  };
  const streams = philoxStreams(0);
  const x = randomNormal([batch, 4], streams.stream("x"), network);
  const t = network.loss.loss.exampleTargets(batch, streams.stream("t"));
  const downstream = downstreamAfter({ network, params: initParams(network, streams), x, t, streams }, -1);
  const oneByOne = (shape: Shape, values: Float64Array) =>
    Array.from({ length: values.length / sizeOf(shape) }, (_, i) => {
      const own = values.subarray(i * sizeOf(shape), (i + 1) * sizeOf(shape));
      return scope(network.engine, () =>
        downstream.run(tensor(own, shape, { dtype: "f64", engine: network.engine })),
      );
    });
  return { downstream, rows, oneByOne };
}

const outputs = (count: number) => {
  const rng = philoxStreams(1).stream("y");
  return Float64Array.from({ length: count * batch * 4 }, () => rng.normal());
};

const plain = (results: readonly DownstreamResult[]) =>
  results.map(({ loss, branches }) => ({ loss, branches: branches.map((sides) => Array.from(sides)) }));

test.each([1, 31, 32, 100, 128, 129, 300])(
  "%i outputs arrive together as they do one by one, to the last bit",
  (count) => {
    const { downstream, oneByOne } = watched([
      { Affine: 7 },
      "Relu",
      { Affine: 4 },
      "Sigmoid",
      "SoftmaxWithLoss",
    ]);
    const values = outputs(count);
    expect(plain(downstream.runAll([batch, 4], values))).toEqual(plain(oneByOne([batch, 4], values)));
  },
);

test("where rows stay alone, outputs pass as one tall batch", () => {
  const { downstream, rows } = watched([{ Affine: 7 }, "Relu", { Affine: 4 }, "SoftmaxWithLoss"]);
  downstream.runAll([batch, 4], outputs(128));
  rows.length = 0;
  downstream.runAll([batch, 4], outputs(128));
  expect(rows).toEqual([128 * batch]);
});

test.each(["Centred", "HiddenCentred", "Dropped", "ByHeight"])(
  "after %s, whose rows do not stay alone in a tall batch, they pass one by one",
  (layer) => {
    const { downstream, rows, oneByOne } = watched([layer, "HalfSquares"]);
    const values = outputs(128);
    expect(plain(downstream.runAll([batch, 4], values))).toEqual(plain(oneByOne([batch, 4], values)));
    rows.length = 0;
    downstream.runAll([batch, 4], values);
    expect(rows).toEqual(Array(128).fill(batch));
  },
);

test("an output too wide for a tall batch passes by itself", () => {
  const { downstream, rows } = watched(["Cube", { Affine: 50_000 }, { Affine: 4 }, "HalfSquares"]);
  downstream.runAll([batch, 4], outputs(2));
  expect(rows).toEqual([batch, batch]);
});

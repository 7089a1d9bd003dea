import { createPortableEngine, philoxStreams } from "@retrograd/core";
import { builtins } from "@retrograd/layers";
import { buildNetwork, initParams, type Network } from "@retrograd/network";
import { createRegistry, type Entry } from "@retrograd/plugin";
import { describe, expect, test } from "vitest";
import { testLayers } from "../../tests/layers.js";
import { randomNetwork } from "../../tests/random-networks.js";
import { rowLayers } from "../../tests/row-layers.js";
import { type CheckedGradient, localGradient, wholeGradient } from "../network/checked-gradient.js";
import { downstreamAfter } from "../network/downstream.js";
import { callLayers } from "../network/layer-call.js";
import { randomNormal, randomSigns } from "../network/random-tensors.js";
import { byElement, everyElement } from "./exhaustive.js";
import { findIndependentColumns } from "./independent-columns.js";
import { finish } from "./steps.js";

/** The sites of every tensor of a network, both objectives of each. */
function sitesOf(network: Network, batch: number) {
  const streams = philoxStreams(0);
  const x = randomNormal([batch, ...network.input], streams.stream("x"), network);
  const t = network.loss.loss.exampleTargets(batch, streams.stream("t"));
  const inputs = { network, params: initParams(network, streams), x, t, streams };
  const layerCalls = callLayers(inputs);
  let upstream = network.loss.loss.forward(layerCalls.at(-1)?.forward.y ?? x, t).backward().dx;
  return [...layerCalls.entries()].toReversed().flatMap(([position, call]) => {
    const dy = randomSigns(call.forward.y.shape, streams.stream("dy"), x);
    const [local, whole] = [dy, upstream].map((by) => call.forward.backward(by));
    upstream = whole.dx ?? upstream;
    const downstream = downstreamAfter(inputs, position);
    return Object.entries({ x: call.x, ...call.params }).map(([name, tensor]) => {
      const [own, all] = [local, whole].map(({ dx, grads }) => (name === "x" ? dx : grads[name]) ?? tensor);
      return {
        name: `${call.id}.${name}`,
        gradients: [
          localGradient(call, network.engine, dy, { tensor, analytic: own }),
          wholeGradient(call, inputs, { downstream }, { tensor, analytic: all }),
        ],
      };
    });
  });
}

const all = (gradient: CheckedGradient, step?: number) =>
  Array.from({ length: gradient.tensor.size }, (_, i) => byElement(gradient, i, step));

const byHand = (layers: readonly Entry[], batch = 3) => ({
  network: buildNetwork(createRegistry(testLayers, rowLayers), { input: [4], layers }, { dtype: "f64" }),
  batch,
});

describe("together, elements have the derivatives that they have one by one, to the last bit", () => {
  test.each([
    ["smooth layers", byHand(["Product", "Cube", "Product", "HalfSquares"])],
    ["wrong layers", byHand(["Product", "WrongCube", "Flipped", "HalfSquares"])],
    ["kinks that are crossed", byHand(["Product", "Bend", "Product", "Bend", "HalfSquares"], 64)],
    ["rows that depend on each other", byHand(["Product", "Centred", "Product", "HalfSquares"])],
    ["rows that do and do not say so", byHand(["Product", "HiddenCentred", "HalfSquares"])],
    ["a layer that draws for each row", byHand(["Product", "Dropped", "Product", "HalfSquares"])],
    ["a layer that looks at the size of the batch", byHand(["Product", "ByHeight", "HalfSquares"])],
    ["one row", byHand(["Product", "Cube", "HalfSquares"], 1)],
    ["many columns, on kinks", randomNetwork(3)],
    ["a deep network", randomNetwork(11)],
  ])("%s", (_name, { network, batch }) => {
    for (const { name, gradients } of sitesOf(network, batch)) {
      const comparisons = finish(everyElement(gradients, findIndependentColumns(gradients[0])));
      expect(comparisons, name).toEqual(gradients.map((gradient) => all(gradient)));
    }
  });
});

test("they are equal with a chosen step too", () => {
  const { network, batch } = byHand(["Product", "Bend", "HalfSquares"], 8);
  for (const { gradients } of sitesOf(network, batch)) {
    const comparisons = finish(everyElement(gradients, findIndependentColumns(gradients[0]), { step: 1e-2 }));
    expect(comparisons).toEqual(gradients.map((gradient) => all(gradient, 1e-2)));
  }
});

test("they are equal on the portable engine too, with more outputs than fit into one downstream batch", () => {
  const engine = createPortableEngine();
  const { model } = randomNetwork(11);
  const network = buildNetwork(createRegistry(builtins), { ...model, input: [40] }, { dtype: "f64", engine });
  for (const { name, gradients } of sitesOf(network, 3)) {
    const comparisons = finish(everyElement(gradients, findIndependentColumns(gradients[0])));
    expect(comparisons, name).toEqual(gradients.map((gradient) => all(gradient)));
  }
});

test("a part of the elements is spread over the tensor, and every perturbation is undone", () => {
  const { network } = byHand(["Product", "HalfSquares"]);
  const { gradients } = sitesOf(network, 3).filter(({ name }) => name === "Product1.W")[0];
  const before = [...gradients[0].tensor.data];
  const [pairs] = finish(everyElement(gradients, undefined, { maxElements: 4 }));
  expect(pairs.map(({ index }) => index)).toEqual([
    [0, 0],
    [1, 0],
    [2, 0],
    [3, 0],
  ]);
  expect([...gradients[0].tensor.data]).toEqual(before);
});

import { createPortableEngine, philoxStreams } from "@retrograd/core";
import { builtins } from "@retrograd/layers";
import { buildNetwork, initParams, type Network } from "@retrograd/network";
import { createRegistry, type Entry } from "@retrograd/plugin";
import { describe, expect, test } from "vitest";
import { testLayers } from "../../tests/layers.js";
import { randomNetwork } from "../../tests/random-networks.js";
import { rowLayers } from "../../tests/row-layers.js";
import { randomNormal, randomSigns } from "../network/random-tensors.js";
import { localSite, type Site, wholeSite } from "../network/site.js";
import { runStages } from "../network/stages.js";
import { tailAfter } from "../network/tail.js";
import { byElement, everyElement } from "./exhaustive.js";
import { findLanes } from "./lanes.js";
import { finish } from "./steps.js";

/** The sites of every tensor of a network, both objectives of each. */
function sitesOf(network: Network, batch: number) {
  const streams = philoxStreams(0);
  const x = randomNormal([batch, ...network.input], streams.stream("x"), network);
  const t = network.loss.loss.exampleTargets(batch, streams.stream("t"));
  const experiment = { network, params: initParams(network, streams), x, t, streams };
  const stages = runStages(experiment);
  let upstream = network.loss.loss.forward(stages.at(-1)?.forward.y ?? x, t).backward().dx;
  return [...stages.entries()].toReversed().flatMap(([position, stage]) => {
    const dy = randomSigns(stage.forward.y.shape, streams.stream("dy"), x);
    const [local, whole] = [dy, upstream].map((by) => stage.forward.backward(by));
    upstream = whole.dx ?? upstream;
    const tail = tailAfter(experiment, position);
    return Object.entries({ x: stage.x, ...stage.params }).map(([name, tensor]) => {
      const [own, all] = [local, whole].map(({ dx, grads }) => (name === "x" ? dx : grads[name]) ?? tensor);
      return {
        name: `${stage.id}.${name}`,
        sites: [
          localSite(stage, network.engine, dy, { tensor, gradient: own }),
          wholeSite(stage, experiment, { position, tail }, { tensor, gradient: all }),
        ],
      };
    });
  });
}

const all = (site: Site, step?: number) =>
  Array.from({ length: site.tensor.size }, (_, i) => byElement(site, i, step));

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
    for (const { name, sites } of sitesOf(network, batch)) {
      const found = finish(everyElement(sites, findLanes(sites[0])));
      expect(found, name).toEqual(sites.map((site) => all(site)));
    }
  });
});

test("so they do at a step that is asked for", () => {
  const { network, batch } = byHand(["Product", "Bend", "HalfSquares"], 8);
  for (const { sites } of sitesOf(network, batch)) {
    const found = finish(everyElement(sites, findLanes(sites[0]), { step: 1e-2 }));
    expect(found).toEqual(sites.map((site) => all(site, 1e-2)));
  }
});

test("so they do on the portable engine, with more of them than pass the later layers at once", () => {
  const engine = createPortableEngine();
  const { model } = randomNetwork(11);
  const network = buildNetwork(createRegistry(builtins), { ...model, input: [40] }, { dtype: "f64", engine });
  for (const { name, sites } of sitesOf(network, 3)) {
    const found = finish(everyElement(sites, findLanes(sites[0])));
    expect(found, name).toEqual(sites.map((site) => all(site)));
  }
});

test("a part of the elements is spread over the tensor, and what was moved is put back", () => {
  const { network } = byHand(["Product", "HalfSquares"]);
  const { sites } = sitesOf(network, 3).filter(({ name }) => name === "Product1.W")[0];
  const before = [...sites[0].tensor.data];
  const [pairs] = finish(everyElement(sites, undefined, { most: 4 }));
  expect(pairs.map(({ index }) => index)).toEqual([
    [0, 0],
    [1, 0],
    [2, 0],
    [3, 0],
  ]);
  expect([...sites[0].tensor.data]).toEqual(before);
});

import { createPortableEngine, type Engine, referenceEngine, type Tensor, tensor } from "@retrograd/core";
import { buildNetwork, forwardLoss, type Network } from "@retrograd/network";
import { createRegistry, type Entry } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { differenceFrom, fixtureNumbers, readFixture } from "../tests/torch-fixture.js";
import { builtins } from "./builtins.js";

// a line is `input|batch|scale|layers|targets|values`, as fixtures/torch_networks.py says
const { version, cases: networks } = readFixture("torch-networks.txt");
const registry = createRegistry(builtins);

/** A line of the fixture, made into a network with its numbers. */
function recipe(line: string, seed: number, engine: Engine) {
  const [input, batch, scale, layers, targets, values] = line.split("|");
  const f64 = { dtype: "f64", engine } as const;
  const numbers = fixtureNumbers(seed, engine);
  const { word, uniform } = numbers;
  const entries = layers.split(",").map((layer): Entry => {
    const [type, units] = layer.split(" ");
    return units === undefined ? type : { [type]: Number(units) };
  });
  const model = { input: input.split(",").map(Number), layers: entries };
  const network = buildNetwork(registry, model, f64);
  const rows = Number(batch);
  const x = uniform([rows, ...model.input], 2);
  const params = Object.fromEntries(
    network.layers.map(({ id, layer }) => {
      const own = Object.entries(layer.paramShapes).map(([name, shape]) => [
        name,
        uniform(shape, Number(scale)),
      ]);
      return [id, Object.fromEntries(own)];
    }),
  );
  return { network, params, x, t: targetsOf(network), numbers, values };

  function targetsOf({ loss: { loss } }: Network): Tensor {
    const shape = [rows, ...loss.outShape];
    if (targets === "values") return uniform(shape, 2);
    if (targets === "classes") {
      const [classes] = loss.outShape;
      return tensor(
        Array.from({ length: rows }, () => word() % classes),
        [rows],
        f64,
      );
    }
    return tensor(
      Array.from(uniform(shape, 0.5).data, (value) => value + 0.5),
      shape,
      f64,
    );
  }
}

/** Largest difference from PyTorch, of the loss and of each tensor's sums, relative to the largest element. */
function worstDifference(line: string, seed: number, engine: Engine): number {
  const { network, params, x, t, numbers, values } = recipe(line, seed, engine);
  const { loss, y, backward } = forwardLoss(network, params, { x, t }, { needsInputGradient: true });
  const { dx, grads } = backward();
  if (dx === undefined) throw new Error("no dx");
  const gradients = network.layers.flatMap(({ id, layer }) =>
    Object.keys(layer.paramShapes).map((name) => grads[id][name]),
  );
  return differenceFrom(values, numbers, { loss, tensors: [y, dx, ...gradients] });
}

test.each([referenceEngine, createPortableEngine()])(
  `loss, prediction and every gradient of ${networks.length} random networks are those of ${version} to 1e-9, on $name`,
  (engine) => {
    expect(networks.length).toBeGreaterThanOrEqual(1000);
    const differences = networks.map((line, seed) => worstDifference(line, seed, engine));
    const wrong = networks.filter((_, seed) => !(differences[seed] <= 1e-9));
    expect(wrong).toEqual([]);
  },
);

import { readFileSync } from "node:fs";
import {
  createPortableEngine,
  type Engine,
  referenceEngine,
  type Shape,
  type Tensor,
  tensor,
} from "@retrograd/core";
import { buildNetwork, forwardLoss, type Network } from "@retrograd/network";
import { createRegistry, type Entry } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { builtins } from "./builtins.js";

const fixture = new URL("../fixtures/torch-networks.txt", import.meta.url);
// a line is `input|batch|scale|layers|targets|values`, as fixtures/torch_networks.py says
const [version, ...networks] = readFileSync(fixture, "utf8").trimEnd().split("\n");
/** Sums with random signs that the fixture holds of each tensor. */
const sums = 3;
const registry = createRegistry(builtins);

/** The generator of fixtures/torch_networks.py: words of 32 bits. */
function words(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state;
  };
}

/** A line of the fixture, made into a network with its numbers. */
function recipe(line: string, seed: number, engine: Engine) {
  const [input, batch, scale, layers, targets, values] = line.split("|");
  const word = words(seed);
  const f64 = { dtype: "f64", engine } as const;
  const uniform = (shape: Shape, bound: number): Tensor => {
    const size = shape.reduce((product, axis) => product * axis, 1);
    return tensor(
      Array.from({ length: size }, () => (word() / 2 ** 31 - 1) * bound),
      shape,
      f64,
    );
  };
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
  return { network, params, x, t: targetsOf(network), word, expected: floats(values) };

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

/** Little-endian float64 in base64. */
function floats(base64: string): Float64Array {
  const bytes = Buffer.from(base64, "base64");
  return Float64Array.from({ length: bytes.length / 8 }, (_, i) => bytes.readDoubleLE(8 * i));
}

/** Largest difference from PyTorch, of the loss and of each tensor's sums, relative to the largest element. */
function worstDifference(line: string, seed: number, engine: Engine): number {
  const { network, params, x, t, word, expected } = recipe(line, seed, engine);
  const { loss, y, backward } = forwardLoss(network, params, { x, t }, { needsInputGradient: true });
  const { dx, grads } = backward();
  if (dx === undefined) throw new Error("no dx");
  const gradients = network.layers.flatMap(({ id, layer }) =>
    Object.keys(layer.paramShapes).map((name) => grads[id][name]),
  );
  const differences: number[] = [];
  let offset = 0;
  const compare = (got: number, scale: number) => {
    const difference = Math.abs(got - expected[offset++]);
    differences.push(difference === 0 ? 0 : difference / scale);
  };
  compare(loss, Math.abs(loss));
  for (const { data } of [y, dx, ...gradients]) {
    const elements = Array.from(data);
    const largest = elements.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    for (let i = 0; i < sums; i++) {
      compare(
        elements.reduce((total, value) => total + (word() < 2 ** 31 ? value : -value), 0),
        largest,
      );
    }
  }
  if (offset !== expected.length) throw new Error(`${expected.length} values, but ${offset} were compared`);
  return Math.max(...differences);
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

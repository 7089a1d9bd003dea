import { readFileSync } from "node:fs";
import {
  createPortableEngine,
  type Engine,
  referenceEngine,
  type Shape,
  type Tensor,
  tensor,
} from "@retrograd/core";
import { checkOptions, type LayerDefinition } from "@retrograd/plugin";
import { f64, training } from "@retrograd/testing";
import { expect, test } from "vitest";
import { convLayers } from "./plugin.js";

const fixture = new URL("../fixtures/torch-convolutions.txt", import.meta.url);
// a line is `type|options|input|batch|values`, as fixtures/torch_convolutions.py says
const [version, ...lines] = readFileSync(fixture, "utf8").trimEnd().split("\n");
/** Sums with random signs that the fixture holds of each tensor. */
const sums = 3;
const definitions: readonly LayerDefinition[] = convLayers.layers ?? [];

/** The generator of fixtures/torch_convolutions.py: words of 32 bits. */
function words(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state;
  };
}

/** Little-endian float64 in base64. */
function floats(base64: string): Float64Array {
  const bytes = Buffer.from(base64, "base64");
  return Float64Array.from({ length: bytes.length / 8 }, (_, i) => bytes.readDoubleLE(8 * i));
}

/** Largest difference from PyTorch, of each tensor's sums, relative to the largest element. */
function worstDifference(line: string, seed: number, engine: Engine): number {
  const [type, options, input, batch, values] = line.split("|");
  const definition = definitions.find((each) => each.type === type);
  if (definition === undefined) throw new Error(`there is no ${type}`);
  const { value, issues } = checkOptions(definition, JSON.parse(options), [type]);
  if (issues.length > 0) throw new Error(issues[0].message);
  const inShape = input.split(",").map(Number);
  const layer = definition.create(value, inShape, { ...f64, engine });
  const word = words(seed);
  const uniform = (shape: Shape): Tensor => {
    const size = shape.reduce((product, axis) => product * axis, 1);
    return tensor(
      Float64Array.from({ length: size }, () => word() / 2 ** 31 - 1),
      shape,
      { dtype: "f64", engine },
    );
  };
  const x = uniform([Number(batch), ...inShape]);
  const names = Object.keys(layer.paramShapes);
  const params = Object.fromEntries(names.map((name) => [name, uniform(layer.paramShapes[name])]));
  const { y, backward } = layer.forward(params, x, training);
  expect(y.shape).toEqual([Number(batch), ...layer.outShape]);
  const { dx, grads } = backward(uniform(y.shape));
  if (dx === undefined) throw new Error("no dx");
  const expected = floats(values);
  const tensors = [y, dx, ...names.map((name) => grads[name])];
  expect(expected.length).toBe(sums * tensors.length);
  const differences = tensors.flatMap(({ data }, i) => {
    const elements = Array.from(data);
    const largest = elements.reduce((most, element) => Math.max(most, Math.abs(element)), 0);
    return Array.from({ length: sums }, (_, j) => {
      const total = elements.reduce((sum, element) => sum + (word() < 2 ** 31 ? element : -element), 0);
      const difference = Math.abs(total - expected[sums * i + j]);
      return difference === 0 ? 0 : difference / largest;
    });
  });
  return Math.max(...differences);
}

test.each([referenceEngine, createPortableEngine()])(
  `output and every gradient of ${lines.length} random layers are those of ${version} to 1e-9, on $name`,
  (engine) => {
    const types = new Set(lines.map((line) => line.split("|")[0]));
    expect(types).toEqual(new Set(definitions.map(({ type }) => type)));
    const wrong = lines.filter((line, seed) => !(worstDifference(line, seed, engine) <= 1e-9));
    expect(wrong).toEqual([]);
  },
);

import { createPortableEngine, type Engine, referenceEngine, type Shape, tensor } from "@retrograd/core";
import { checkOptions, createRegistry, type Definition, lossValue } from "@retrograd/plugin";
import { training } from "@retrograd/testing";
import { expect, test } from "vitest";
import { differenceFrom, type FixtureNumbers, fixtureNumbers, readFixture } from "../tests/torch-fixture.js";
import { builtins } from "./builtins.js";

// a line is `type|options|input|batch|values`, as fixtures/torch_layers.py says
const { version, cases } = readFixture("torch-layers.txt");
const registry = createRegistry(builtins);

/** Largest difference from PyTorch of the loss and of sums of the output and of all gradients. */
function differenceOf(line: string, seed: number, engine: Engine): number {
  const [type = "", json = "", input = "", batch = "", values = ""] = line.split("|");
  const numbers = fixtureNumbers(seed, engine);
  const inShape = input.split(",").map(Number);
  const on = { engine, dtype: "f64", initializer: () => (size: number) => new Float64Array(size) } as const;
  const options = <O>(definition: Definition<O>) => checkOptions(definition, JSON.parse(json), []).value as O;
  const x = numbers.uniform([Number(batch), ...inShape], 4);
  const [layers, losses] = [registry.layers.get(type), registry.losses.get(type)];
  if (layers !== undefined) {
    const layer = layers.create(options(layers), inShape, on);
    const params = Object.fromEntries(
      Object.entries(layer.paramShapes).map(([name, shape]) => [name, numbers.uniform(shape, 1)]),
    );
    const { y, backward } = layer.forward(params, x, training);
    const { dx, grads } = backward(numbers.uniform(y.shape, 1));
    if (dx === undefined) throw new Error("no dx");
    return differenceFrom(values, numbers, { tensors: [y, dx, ...Object.values(grads)] });
  }
  if (losses === undefined) throw new Error(`${type} is not registered`);
  const loss = losses.create(options(losses), inShape, on);
  const t = targetsOf(type, numbers, x.shape, engine);
  const { loss: value, y, backward } = loss.forward(x, t);
  return differenceFrom(values, numbers, { loss: lossValue(value), tensors: [y, backward().dx] });
}

/** The targets of a loss, in the order in which fixtures/torch_layers.py draws them. */
function targetsOf(type: string, { word, uniform }: FixtureNumbers, shape: Shape, engine: Engine) {
  const on = { dtype: "f64", engine } as const;
  const classes = shape.at(-1) ?? 1;
  const wholes = (of: Shape, count: number) => {
    const size = of.reduce((product, axis) => product * axis, 1);
    return tensor(
      Array.from({ length: size }, () => word() % count),
      of,
      on,
    );
  };
  const shifted = (by: number) =>
    tensor(
      Array.from(uniform(shape, 0.5).data, (value) => value + by),
      shape,
      on,
    );
  if (type === "SoftmaxWithLoss") return wholes(shape.slice(0, -1), classes);
  if (type === "Poisson") return wholes(shape, 5);
  if (type === "SigmoidWithLoss") return shifted(0.5);
  if (type !== "KlDivergence") return uniform(shape, 2);
  const { data } = shifted(0.6);
  const total = (row: number) =>
    Array.from(data)
      .slice(row * classes, (row + 1) * classes)
      .reduce((sum, value) => sum + value, 0);
  return tensor(
    Array.from(data, (value, i) => value / total(Math.floor(i / classes))),
    shape,
    on,
  );
}

test.each([referenceEngine, createPortableEngine()])(
  `output and every gradient of ${cases.length} layers and losses are those of ${version} to 1e-9, on $name`,
  (engine) => {
    expect(cases.length).toBeGreaterThanOrEqual(300);
    const differences = cases.map((line, seed) => differenceOf(line, seed, engine));
    expect(cases.filter((_, seed) => !((differences[seed] ?? Number.NaN) <= 1e-9))).toEqual([]);
  },
);

test("they are all but those that draw random numbers", () => {
  const compared = new Set(cases.map((line) => line.split("|")[0]));
  const types = [...registry.layers.keys(), ...registry.losses.keys()];
  expect(types.filter((type) => !compared.has(type)).sort()).toEqual([
    // in torch-networks.txt
    "Affine",
    "DropPath",
    "Dropout",
    "Dropout2D",
    "GaussianNoise",
    // in torch-networks.txt
    "IdentityWithLoss",
  ]);
});

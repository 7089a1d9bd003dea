import { type Shape, type Tensor, tensor } from "@retrograd/core";
import { checkLayer } from "@retrograd/gradcheck";
import { checkOptions, createRegistry, type Layer, type LayerDefinition } from "@retrograd/plugin";
import { f64, matrix, training } from "@retrograd/testing";
import { expect, test } from "vitest";
import { builtins } from "../builtins.js";

const registry = createRegistry(builtins);
const { ln2, ln3, ln4 } = { ln2: Math.LN2, ln3: 1.0986122886681098, ln4: 2 * Math.LN2 };

function definitionOf(type: string): LayerDefinition {
  const definition = registry.layers.get(type);
  if (definition === undefined) throw new Error(`${type} is not registered`);
  return definition;
}

/** A layer of the package, with options as an experiment writes them. */
function layerOf(type: string, options: unknown = {}, inShape: Shape = [2]): Layer {
  const definition = definitionOf(type);
  const { value, issues } = checkOptions(definition, options, []);
  expect(issues).toEqual([]);
  return definition.create(value, inShape, f64);
}

const expectClose = (got: Tensor | undefined, expected: readonly number[]) => {
  for (const [i, value] of expected.entries())
    expect(Math.abs((got?.data[i] ?? Number.NaN) - value)).toBeLessThanOrEqual(
      1e-15 * Math.max(1, Math.abs(value)),
    );
};

// by hand: e^ln 2 = 2, tanh(ln 2) = 3/5, 1 / (1 + e^-ln 3) = 3/4, tanh(ln 4) = 15/17; of Gelu by PyTorch 1.13
const selu = { gain: 1.0507009873554805, alpha: 1.6732632423543772 };
test.each([
  { type: "Tanh", x: [ln2, -ln2, 0], y: [0.6, -0.6, 0], slope: [0.64, 0.64, 1] },
  { type: "LeakyRelu", x: [2, -3], y: [2, -0.03], slope: [1, 0.01] },
  { type: "LeakyRelu", options: { slope: 0.5 }, x: [2, -3, 0], y: [2, -1.5, 0], slope: [1, 0.5, 0.5] },
  { type: "Elu", x: [3, -ln2], y: [3, -0.5], slope: [1, 0.5] },
  { type: "Elu", options: { alpha: 4 }, x: [3, -ln2], y: [3, -2], slope: [1, 2] },
  {
    type: "Selu",
    x: [2, -ln2],
    y: [2 * selu.gain, -0.5 * selu.gain * selu.alpha],
    slope: [selu.gain, 0.5 * selu.gain * selu.alpha],
  },
  {
    type: "Gelu",
    x: [0, 1, -1],
    y: [0, 0.8413447460685429, -0.15865525393145707],
    slope: [0.5, 1.0833154705876864, -0.08331547058768635],
  },
  {
    type: "Gelu",
    options: { approximate: "tanh" },
    x: [0, 1, -1],
    y: [0, 0.8411919906082768, -0.15880800939172324],
    slope: [0.5, 1.0829640838457826, -0.08296408384578252],
  },
  { type: "Silu", x: [ln3, 0], y: [0.75 * ln3, 0], slope: [0.75 * (1 + 0.25 * ln3), 0.5] },
  {
    type: "Mish",
    x: [0, ln3],
    y: [0, (ln3 * 15) / 17],
    slope: [0.6, 15 / 17 + ln3 * 0.75 * (1 - (15 / 17) ** 2)],
  },
  { type: "Softplus", x: [0, ln3], y: [ln2, ln4], slope: [0.5, 0.75] },
  { type: "Softplus", options: { beta: 2 }, x: [ln3 / 2, 0], y: [ln4 / 2, ln2 / 2], slope: [0.75, 0.5] },
  { type: "HardTanh", x: [-2, -0.5, 0.5, 3], y: [-1, -0.5, 0.5, 1], slope: [0, 1, 1, 0] },
  { type: "HardTanh", options: { low: 0, high: 6 }, x: [-1, 2, 7], y: [0, 2, 6], slope: [0, 1, 0] },
  { type: "HardSigmoid", x: [-4, 0, 1.5, 4], y: [0, 0.5, 0.75, 1], slope: [0, 1 / 6, 1 / 6, 0] },
  { type: "HardSwish", x: [-4, -1, 1, 4], y: [0, -1 / 3, 2 / 3, 4], slope: [0, 1 / 6, 5 / 6, 1] },
])("$type $options of $x is $y, and its slope is $slope", ({ type, options, x, y, slope }) => {
  const layer = layerOf(type, options);
  const forward = layer.forward({}, matrix([x]), training);
  expectClose(forward.y, y);
  expectClose(
    forward.backward(matrix([x.map(() => 2)])).dx,
    slope.map((value) => 2 * value),
  );
});

// what happens at a kink: the slope of one side, which a check calls a subgradient
test.each([
  { type: "LeakyRelu", kinks: [0] },
  { type: "Elu", options: { alpha: 2 }, kinks: [0] },
  { type: "Selu", kinks: [0] },
  { type: "HardTanh", kinks: [-1, 1] },
  { type: "HardSigmoid", kinks: [-3, 3] },
  { type: "HardSwish", kinks: [-3, 3] },
])("$type declares its kinks at $kinks", ({ type, options, kinks }) => {
  const layer = layerOf(type, options);
  const sidesAt = (x: number) => Array.from(layer.branches?.({}, matrix([[x, x]])) ?? []).at(0);
  for (const kink of kinks) {
    expect(sidesAt(kink - 1e-9)).not.toBe(sidesAt(kink + 1e-9));
    expect(checkLayer(layer, [2], { x: matrix([[kink, 0.7]]) }).verdict).toBe("subgradient");
  }
});

test.each([
  // 1 - y^2 at x = 2.9 and 3.1: 0.012 and 0.008
  { type: "Tanh", x: [2.9, 3.1, -3.1], active: [1, 0, 0] },
  { type: "HardTanh", x: [-0.9, 1, -2], active: [1, 0, 0] },
  { type: "HardSigmoid", x: [2.9, 3, -4], active: [1, 0, 0] },
])("$type declares units of $x as saturated where $active is 0", ({ type, x, active }) => {
  const layer = layerOf(type);
  expect(layer.units?.inactive).toBe("saturated");
  const { y } = layer.forward({}, matrix([x]), training);
  expect(Array.from(layer.units?.activeIn(y) ?? [])).toEqual(active);
});

test.each([
  "Tanh",
  "Elu",
  "Selu",
  "Gelu",
  "Silu",
  "Mish",
  "Softplus",
  "HardTanh",
  "HardSigmoid",
  "HardSwish",
])("%s and its slope are finite at +-1e4", (type) => {
  const { y, backward } = layerOf(type).forward({}, matrix([[1e4, -1e4]]), training);
  const { dx } = backward(matrix([[1, 1]]));
  for (const value of [...y.data, ...Array.from(dx?.data ?? [Number.NaN])])
    expect(Number.isFinite(value)).toBe(true);
});

test("Softmax gives probabilities over the last axis", () => {
  const layer = layerOf("Softmax", {}, [2, 3]);
  // by hand: softmax of [0, ln 2, ln 5] is [1, 2, 5] / 8
  const x = tensor([0, ln2, Math.log(5), 0, 0, 0], [1, 2, 3], f64);
  const { y, backward } = layer.forward({}, x, training);
  expectClose(y, [1 / 8, 2 / 8, 5 / 8, 1 / 3, 1 / 3, 1 / 3]);
  // the sum of dy y is 1 and 0
  const { dx } = backward(tensor([8, 0, 0, 3, 0, -3], [1, 2, 3], f64));
  expectClose(dx, [7 / 8, -2 / 8, -5 / 8, 1, 0, -1]);
  expect(() => layerOf("Softmax", {}, [])).toThrow("Softmax needs an axis, got []");
});

test("Prelu learns one slope, or one for each channel", () => {
  const x = tensor([1, -2, -3, 4], [1, 2, 2], f64);
  const dy = tensor([1, 10, 100, 1000], [1, 2, 2], f64);
  const one = layerOf("Prelu", {}, [2, 2]);
  const slopes = (values: readonly number[]) => ({ slope: tensor(values, [values.length], f64) });
  const shared = one.forward(slopes([0.5]), x, training);
  expect([...shared.y.data]).toEqual([1, -1, -1.5, 4]);
  const back = shared.backward(dy);
  expect([...Array.from(back.dx?.data ?? [])]).toEqual([1, 5, 50, 1000]);
  // by hand: 10 (-2) + 100 (-3)
  expect([...Array.from(back.grads.slope?.data ?? [])]).toEqual([-320]);
  const channels = layerOf("Prelu", { slopes: "channels" }, [2, 2]);
  expect(channels.paramShapes).toEqual({ slope: [2] });
  const apart = channels.forward(slopes([0.5, 0.1]), x, training);
  expectClose(apart.y, [1, -1, -0.3, 4]);
  expect([...Array.from(apart.backward(dy).grads.slope?.data ?? [])]).toEqual([-20, -300]);
});

test.each([
  ["HardTanh", { low: 1, high: 1 }, '"high" must be above "low", got 1'],
  ["Elu", { alpha: 0 }, '"alpha" must be a number > 0, got 0'],
  ["Softplus", { beta: -1 }, '"beta" must be a number > 0, got -1'],
  ["Gelu", { approximate: "erf" }, '"approximate" must be "none" or "tanh", got "erf"'],
  ["Prelu", { slopes: 3 }, '"slopes" must be "one" or "channels", got 3'],
  ["LeakyRelu", { slope: "0.1" }, '"slope" must be a number, got "0.1": write 0.1, without quotes'],
])("%s with options %j is refused", (type, options, message) => {
  expect(checkOptions(definitionOf(type), options, [])).toMatchObject({ issues: [{ message }] });
});

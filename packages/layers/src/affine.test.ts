import { philoxStreams, reshape, sizeOf, type Tensor, tensor } from "@retrograd/core";
import { checkLayer } from "@retrograd/gradcheck";
import { buildNetwork, initParams } from "@retrograd/network";
import { checkOptions, createRegistry } from "@retrograd/plugin";
import { f64, matrix, training } from "@retrograd/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { affine } from "./affine.js";
import { builtins } from "./builtins.js";

const layer = affine.create({ units: 3, init: "He" }, [2], f64);
const params = {
  W: matrix([
    [1, 2, 3],
    [4, 5, 6],
  ]),
  b: tensor([10, 20, 30], [3], { dtype: "f64" }),
};

test("y = x W + b for a batch, and the three gradients", () => {
  const { y, backward } = layer.forward(
    params,
    matrix([
      [1, 0],
      [2, -1],
    ]),
    training,
  );
  expect(y.shape).toEqual([2, 3]);
  // by hand: [1, 0] W = [1, 2, 3]; [2, -1] W = [-2, -1, 0]
  expect([...y.data]).toEqual([11, 22, 33, 8, 19, 30]);
  const { dx, grads } = backward(
    matrix([
      [1, 1, 1],
      [0, 1, -1],
    ]),
  );
  // by hand: dx = dy W^T, dW = x^T dy, db = sum of dy over the batch
  expect([...(dx?.data ?? [])]).toEqual([6, 15, -1, -1]);
  expect([...(grads.W?.data ?? [])]).toEqual([1, 3, -1, 0, -1, 1]);
  expect([...(grads.b?.data ?? [])]).toEqual([1, 2, 0]);
});

test("an input of more than two axes is read flat, and dx has its shape", () => {
  const images = affine.create({ units: 2, init: "He" }, [2, 2, 2], f64);
  expect(images.paramShapes).toEqual({ W: [8, 2], b: [2] });
  const x = tensor(
    Float64Array.from({ length: 16 }, (_, i) => i),
    [2, 2, 2, 2],
    f64,
  );
  const W = tensor(
    Float64Array.from({ length: 16 }, (_, i) => i % 2),
    [8, 2],
    f64,
  );
  const { y, backward } = images.forward({ W, b: tensor([0, 1], [2], f64) }, x, training);
  // the second column sums a sample: 0 + ... + 7 = 28, 8 + ... + 15 = 92
  expect([...y.data]).toEqual([0, 29, 0, 93]);
  const { dx } = backward(
    matrix([
      [1, 2],
      [3, 4],
    ]),
  );
  expect(dx?.shape).toEqual([2, 2, 2, 2]);
  expect([...(dx?.data ?? [])]).toEqual([...Array(8).fill(2), ...Array(8).fill(4)]);
});

test("with transposed the map is that of the transposed W", () => {
  const x = tensor([1, 2, 3, 4, 5, 6], [2, 3], { dtype: "f64" });
  const dy = tensor([1, -1, 2, 0.5], [2, 2], { dtype: "f64" });
  const b = tensor([0.5, -0.5], [2], { dtype: "f64" });
  const [W, transposed] = [
    tensor([1, 2, 3, 4, 5, 6], [3, 2], { dtype: "f64" }),
    tensor([1, 3, 5, 2, 4, 6], [2, 3], { dtype: "f64" }),
  ];
  const plain = affine.create({ units: 2, init: "He" }, [3], f64);
  const other = affine.create({ units: 2, init: "He", transposed: true }, [3], f64);
  expect(other.paramShapes).toEqual({ W: [2, 3], b: [2] });
  const expected = plain.forward({ W, b }, x, training);
  const pass = other.forward({ W: transposed, b }, x, training);
  // 1 + 6 + 15 + 0.5, ...
  expect([...pass.y.data]).toEqual([22.5, 27.5, 49.5, 63.5]);
  expect([...expected.y.data]).toEqual([...pass.y.data]);
  const [one, two] = [expected.backward(dy), pass.backward(dy)];
  expect([...(two.dx?.data ?? [])]).toEqual([...(one.dx?.data ?? [])]);
  expect([...two.grads.b.data]).toEqual([...one.grads.b.data]);
  const ofW = one.grads.W.data;
  expect([...two.grads.W.data]).toEqual([0, 2, 4, 1, 3, 5].map((i) => ofW[i]));
});

test("with axis: last every position is a row of the same map", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }), (shape) => {
      const inputs = shape.at(-1) ?? 1;
      const along = affine.create({ units: 2, init: "He", axis: "last" }, shape, f64);
      const alone = affine.create({ units: 2, init: "He" }, [inputs], f64);
      expect(along.outShape).toEqual([...shape.slice(0, -1), 2]);
      expect(along.paramShapes).toEqual({ W: [inputs, 2], b: [2] });
      const rng = philoxStreams(shape.length).stream("x");
      const numbers = (axes: readonly number[]) =>
        tensor(Float64Array.from({ length: sizeOf(axes) }, rng.normal), axes, f64);
      const own = { W: numbers([inputs, 2]), b: numbers([2]) };
      const [x, dy] = [numbers([3, ...shape]), numbers([3, ...shape.slice(0, -1), 2])];
      const rows = (t: Tensor) => reshape(t, [t.size / (t.shape.at(-1) ?? 1), t.shape.at(-1) ?? 1]);
      const [got, expected] = [along.forward(own, x, training), alone.forward(own, rows(x), training)];
      expect([...got.y.data]).toEqual([...expected.y.data]);
      const [back, backAlone] = [got.backward(dy), expected.backward(rows(dy))];
      expect(back.dx?.shape).toEqual(x.shape);
      expect([...(back.dx?.data ?? [])]).toEqual([...(backAlone.dx?.data ?? [])]);
      expect([...(back.grads.W?.data ?? [])]).toEqual([...(backAlone.grads.W?.data ?? [])]);
      expect([...(back.grads.b?.data ?? [])]).toEqual([...(backAlone.grads.b?.data ?? [])]);
    }),
    { numRuns: 30 },
  );
});

test("the input's gradient is left out where nobody needs it", () => {
  const { backward } = layer.forward(params, matrix([[1, 2]]), { ...training, needsInputGradient: false });
  expect(backward(matrix([[1, 1, 1]])).dx).toBeUndefined();
});

test("the gradients of its parameters are left out where it is frozen", () => {
  const dy = matrix([[1, 1, 1]]);
  const pass = (needs: object) =>
    layer.forward(params, matrix([[1, 2]]), { ...training, ...needs }).backward(dy);
  expect(pass({ needsParamGradients: false }).grads).toEqual({});
  expect([...(pass({ needsParamGradients: false }).dx?.data ?? [])]).toEqual([...(pass({}).dx?.data ?? [])]);
});

test("W is drawn by its initializer, b begins at zero", () => {
  const first = layer.init(philoxStreams(0).stream("init"));
  expect([...(first.W?.data ?? [])]).toEqual([1, 1, 1, 1, 1, 1]);
  expect([...(first.b?.data ?? [])]).toEqual([0, 0, 0]);
});

test("W is drawn for its shape", () => {
  const registry = createRegistry(builtins);
  const network = buildNetwork(registry, {
    input: [3],
    layers: [{ Affine: { units: 2, init: "Identity" } }, "MeanSquared"],
  });
  expect([...(initParams(network, philoxStreams(0)).Affine1?.W?.data ?? [])]).toEqual([1, 0, 0, 1, 0, 0]);
});

test("its gradients are the derivatives", () => {
  for (let seed = 0; seed < 20; seed++) expect(checkLayer(layer, [2], { seed }).verdict).toBe("pass");
  const images = affine.create({ units: 2, init: "He" }, [2, 3], f64);
  expect(checkLayer(images, [2, 3]).verdict).toBe("pass");
});

test.each([
  [{ units: 0 }, "RG2004", '"units" must be a positive whole number, got 0'],
  [{ units: -10 }, "RG2004", '"units" must be a positive whole number, got -10'],
  [{ units: 1.5 }, "RG2004", '"units" must be a positive whole number, got 1.5'],
  [{ units: "10" }, "RG2004", '"units" must be a positive whole number, got "10": write 10, without quotes'],
  [{}, "RG2005", '"units" is missing: it must be a positive whole number'],
  [{ units: 1, unit: 2 }, "RG2003", 'unknown key "unit". Known: units, init, axis, transposed'],
  [{ units: 1, init: 3 }, "RG2004", '"init" must be a name, or a name with its options, got 3'],
])("options %j are refused", (options, code, message) => {
  expect(checkOptions(affine, options, [])).toMatchObject({ issues: [{ code, message }] });
});

import { numpyRandomState, philoxStreams } from "@retrograd/core";
import { expect, test } from "vitest";
import { constant } from "./constant.js";
import { he } from "./he.js";
import { identity } from "./identity.js";
import { normal } from "./normal.js";
import { orthogonal } from "./orthogonal.js";
import { uniform } from "./uniform.js";
import { xavier } from "./xavier.js";

const fan = { in: 200, out: 50 };
const size = 10_000;

function moments(values: Float64Array): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / values.length) };
}

test.each([
  ["Normal", normal.create({ std: 0.01 }), 0.01],
  ["Xavier", xavier.create({}), Math.sqrt(1 / 200)],
  ["He", he.create({}), Math.sqrt(2 / 200)],
  ["Uniform", uniform.create({ bound: 0.3 }), 0.3 / Math.sqrt(3)],
])("%s draws with its standard deviation", (_name, initialize, expected) => {
  const { mean, deviation } = moments(initialize(size, fan, philoxStreams(0).stream("test")));
  expect(Math.abs(mean)).toBeLessThan((4 * expected) / Math.sqrt(size));
  expect(deviation / expected).toBeGreaterThan(0.97);
  expect(deviation / expected).toBeLessThan(1.03);
});

test("Normal is std times the stream's normals, in order", () => {
  const [a, b] = [numpyRandomState(0), numpyRandomState(0)];
  expect([...normal.create({ std: 0.01 })(3, fan, a)]).toEqual([1, 2, 3].map(() => 0.01 * b.normal()));
});

test("Constant draws nothing", () => {
  const rng = philoxStreams(0).stream("test");
  expect([...constant.create({ value: 2 })(3, fan, rng)]).toEqual([2, 2, 2]);
  expect(rng.uniform()).toBe(philoxStreams(0).stream("test").uniform());
});

test("Uniform draws from -bound to bound", () => {
  const values = uniform.create({ bound: 0.5 })(size, fan, philoxStreams(0).stream("test"));
  expect(Math.max(...values)).toBeLessThan(0.5);
  expect(Math.min(...values)).toBeGreaterThanOrEqual(-0.5);
});

test.each([[[5, 3]], [[3, 5]], [[4, 4]], [[3, 2, 4]]])(
  "Orthogonal draws orthogonal rows or columns for %j",
  (shape) => {
    const [rows = 1, ...others] = shape;
    const columns = others.reduce((a, b) => a * b, 1);
    const values = orthogonal.create({ gain: 2 })(
      rows * columns,
      fan,
      philoxStreams(0).stream("test"),
      shape,
    );
    const element = (k: number, i: number) =>
      (rows <= columns ? values[k * columns + i] : values[i * columns + k]) ?? Number.NaN;
    const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
    for (let a = 0; a < count; a++) {
      for (let b = 0; b < count; b++) {
        const product = Array.from({ length }, (_, i) => element(a, i) * element(b, i)).reduce(
          (x, y) => x + y,
          0,
        );
        expect(product).toBeCloseTo(a === b ? 4 : 0, 14);
      }
    }
  },
);

test("Identity has gain on the diagonal, and draws nothing", () => {
  const rng = philoxStreams(0).stream("test");
  expect([...identity.create({ gain: 3 })(6, fan, rng, [2, 3])]).toEqual([3, 0, 0, 0, 3, 0]);
  expect(rng.uniform()).toBe(philoxStreams(0).stream("test").uniform());
});

test.each([
  [undefined, "Identity needs the shape of the parameter, which this layer does not pass"],
  [[3], "Identity is for matrices, and the parameter has the shape [3]"],
])("for the shape %j Identity and Orthogonal refuse to draw", (shape, message) => {
  const rng = philoxStreams(0).stream("test");
  expect(() => identity.create({ gain: 1 })(3, fan, rng, shape)).toThrow(message);
  expect(() => orthogonal.create({ gain: 1 })(3, fan, rng, shape)).toThrow(
    message.replace("Identity", "Orthogonal"),
  );
});

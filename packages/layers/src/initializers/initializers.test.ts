import { numpyRandomState, philoxStreams } from "@retrograd/core";
import { expect, test } from "vitest";
import { constant } from "./constant.js";
import { he } from "./he.js";
import { normal } from "./normal.js";
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

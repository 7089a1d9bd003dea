import { describe, expect, test } from "vitest";
import erfValues from "../../../fixtures/erf.json" with { type: "json" };
import {
  cos,
  createPortableEngine,
  erf,
  exp,
  expm1,
  log,
  log1p,
  rsqrt,
  scope,
  sigmoid,
  sin,
  softplus,
  type Tensor,
  tanh,
  tensor,
} from "../../index.js";
import { philoxStreams } from "../../random/philox-streams.js";
import { erf as referenceErf } from "../reference/error-function.js";
import { decodeBase64 } from "./base64.js";

const engine = createPortableEngine();
const functions = [
  { name: "exp", f: exp, exact: Math.exp },
  { name: "log", f: log, exact: Math.log },
  { name: "log1p", f: log1p, exact: Math.log1p },
  { name: "expm1", f: expm1, exact: Math.expm1 },
  {
    name: "softplus",
    f: softplus,
    exact: (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  },
  // in float32 by float32 polynomials
  { name: "sin", f: sin, exact: Math.sin, f32Units: 2 },
  { name: "cos", f: cos, exact: Math.cos, f32Units: 2 },
  { name: "rsqrt", f: rsqrt, exact: (x: number) => 1 / Math.sqrt(x) },
  { name: "tanh", f: tanh, exact: Math.tanh },
  {
    name: "sigmoid",
    f: sigmoid,
    exact: (x: number) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))),
  },
  // the reference may be off by 10 units; the test against a C library below is stricter
  { name: "erf", f: erf, exact: referenceErf, units: 11 },
];

/** Numbers of uniform random bits: both signs, all exponents, subnormal numbers, infinities and NaN. */
function randomBits(count: number, dtype: "f32" | "f64"): Float32Array | Float64Array {
  const rng = philoxStreams(11).stream(dtype);
  const words = Uint32Array.from(
    { length: dtype === "f32" ? count : 2 * count },
    () => rng.uniform() * 2 ** 32,
  );
  return dtype === "f32" ? new Float32Array(words.buffer) : new Float64Array(words.buffer);
}

/** Numbers at which the functions neither vanish nor overflow. */
function ordinary(count: number): Float64Array {
  const rng = philoxStreams(12).stream("ordinary");
  return Float64Array.from({ length: count }, (_, i) => (rng.uniform() - 0.5) * [2, 60, 1500][i % 3]);
}

/** Distance from a number to the next one away from 0. */
function unit(x: number, digits: number, smallest: number): number {
  const size = Math.abs(x);
  if (size === 0 || !Number.isFinite(size)) return smallest;
  return Math.max(smallest, 2 ** (Math.floor(Math.log2(size)) - digits));
}

/** Largest error of f over the values in units of the last place; infinite where one is finite and the other not. */
function worstUnits(
  f: (x: Tensor) => Tensor,
  exact: (x: number) => number,
  x: Float32Array | Float64Array,
): number {
  const f32 = x instanceof Float32Array;
  const got = scope(engine, () => [...f(tensor(x, [x.length], { engine, dtype: f32 ? "f32" : "f64" })).data]);
  let worst = 0;
  for (let i = 0; i < x.length; i++) {
    const expected = exact(x[i]);
    const rounded = f32 ? Math.fround(expected) : expected;
    if (got[i] === rounded || (Number.isNaN(got[i]) && Number.isNaN(rounded))) continue;
    const units = f32 ? unit(rounded, 23, 2 ** -149) : unit(rounded, 52, 2 ** -1074);
    const error = Math.abs(got[i] - expected) / units;
    worst = Math.max(worst, Number.isNaN(error) ? Infinity : error);
  }
  return worst;
}

describe.each(functions)("$name on the portable engine", ({ f, exact, units = 3, f32Units = 1 }) => {
  test(`is within ${f32Units} of the last place of f32 on a million numbers of uniform bits`, () => {
    expect(worstUnits(f, exact, randomBits(1_000_000, "f32"))).toBeLessThanOrEqual(f32Units);
  });

  test(`is within ${f32Units} of the last place of f32 on ordinary numbers`, () => {
    expect(worstUnits(f, exact, Float32Array.from(ordinary(300_000)))).toBeLessThanOrEqual(f32Units);
  });

  // Math.* itself may be off by one unit
  test(`is within ${units} units of Math.* in f64 on numbers of uniform bits and on ordinary ones`, () => {
    expect(worstUnits(f, exact, Float64Array.from(randomBits(200_000, "f64")))).toBeLessThanOrEqual(units);
    expect(worstUnits(f, exact, ordinary(300_000))).toBeLessThanOrEqual(units);
  });
});

// glibc 2.36, itself within 1 unit: scripts/erf-values.py
test("erf is within 2 units of the last place of a C library in f64", () => {
  const floats = (text: string) => new Float64Array(decodeBase64(text).buffer);
  const [x, y] = [floats(erfValues.x), floats(erfValues.y)];
  const exact = new Map([...x].map((value, i) => [value, y[i]]));
  expect(exact.size).toBe(1800);
  expect(worstUnits(erf, (value) => exact.get(value) ?? Number.NaN, x)).toBeLessThanOrEqual(2);
});

test("sin and cos keep their digits where the angle is as near to a multiple of pi/2 as a float64 number can be", () => {
  // 6381956970095103 2^797 is 4.7e-19 from one: J.-M. Muller, "Elementary Functions"
  const x = tensor([6381956970095103 * 2 ** 797, 22, 1e22], [3], { engine, dtype: "f64" });
  expect(cos(x).data[0]).toBe(-4.687165924254628e-19);
  expect([...sin(x).data].slice(1)).toEqual([-0.008851309290403876, -0.8522008497671888]);
});

describe.each(["f32", "f64"] as const)("special values of %s", (dtype) => {
  const { NaN: nan } = Number;
  // smallest subnormal and smallest normal number
  const [tiny, normal] = dtype === "f32" ? [2 ** -149, 2 ** -126] : [2 ** -1074, 2 ** -1022];

  test.each([
    {
      f: exp,
      x: [0, -0, Infinity, -Infinity, nan, tiny, -tiny, 1e4, -1e4],
      y: [1, 1, Infinity, 0, nan, 1, 1, Infinity, 0],
    },
    {
      f: log,
      x: [0, -0, 1, Infinity, -Infinity, -1, nan, -tiny],
      y: [-Infinity, -Infinity, 0, Infinity, nan, nan, nan, nan],
    },
    {
      f: log1p,
      x: [0, -0, tiny, -tiny, Infinity, -1, -2, -Infinity, nan],
      y: [0, -0, tiny, -tiny, Infinity, -Infinity, nan, nan, nan],
    },
    {
      f: expm1,
      x: [0, -0, tiny, -tiny, 1e4, -1e4, Infinity, -Infinity, nan],
      y: [0, -0, tiny, -tiny, Infinity, -1, Infinity, -1, nan],
    },
    {
      f: softplus,
      x: [1e4, -1e4, Infinity, -Infinity, nan],
      y: [1e4, 0, Infinity, 0, nan],
    },
    {
      f: tanh,
      x: [0, -0, tiny, -tiny, normal, 30, -30, Infinity, -Infinity, nan],
      y: [0, -0, tiny, -tiny, normal, 1, -1, 1, -1, nan],
    },
    {
      f: erf,
      x: [0, -0, 7, -7, Infinity, -Infinity, nan],
      y: [0, -0, 1, -1, 1, -1, nan],
    },
    {
      f: sin,
      x: [tiny, -tiny, normal, Infinity, nan],
      y: [tiny, -tiny, normal, nan, nan],
    },
    {
      f: sigmoid,
      x: [0, -0, 1e4, -1e4, Infinity, -Infinity, nan, tiny],
      y: [0.5, 0.5, 1, 0, 1, 0, nan, 0.5],
    },
  ])("$f.name of $x is exactly $y", ({ f, x, y }) => {
    expect([...f(tensor(x, [x.length], { engine, dtype })).data]).toEqual(y);
  });

  test("log of subnormal numbers, and exp with subnormal results", () => {
    const [smallest, lowest] = log(tensor([tiny, normal], [2], { engine, dtype })).data;
    const digits = dtype === "f32" ? 5 : 12;
    expect(smallest).toBeCloseTo(Math.log(tiny), digits);
    expect(lowest).toBeCloseTo(Math.log(normal), digits);
    const y = exp(tensor([dtype === "f32" ? -103 : -744], [1], { engine, dtype })).data[0];
    expect(y).toBe(dtype === "f32" ? 2 ** -149 : 2 ** -1073);
  });
});

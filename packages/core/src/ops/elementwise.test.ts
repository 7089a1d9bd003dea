import { readFileSync } from "node:fs";
import { refusal } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import { elementwiseOperations } from "../../tests/elementwise-operations.js";
import { cases, rounded } from "../../tests/engines-under-test.js";
import {
  abs,
  add,
  addScalar,
  clip,
  cos,
  divide,
  erf,
  exp,
  expm1,
  geluGradient,
  greater,
  log,
  log1p,
  machineEpsilon,
  map,
  maximum,
  minimum,
  multiply,
  negate,
  reciprocal,
  relu,
  reluGradient,
  rsqrt,
  scale,
  sigmoid,
  sigmoidGradient,
  sign,
  siluGradient,
  sin,
  softplus,
  sqrt,
  square,
  subtract,
  type Tensor,
  tanh,
  tanhGradient,
  tensor,
  where,
  zeros,
  zip,
} from "../index.js";

const { NaN: nan } = Number;

describe("the table of elementwise functions", () => {
  const codes = readFileSync(new URL("../../assembly/function-codes.ts", import.meta.url), "utf8");

  test.each(elementwiseOperations)("%s has the name of its export in errors and stack traces", (name, f) => {
    expect(f.name).toBe(name);
    expect(refusal(() => f(2 as never, 2 as never)).message).toMatch(`${name}: `);
  });

  test.each(elementwiseOperations)("%s has a constant in the assembly", (name) => {
    const constant = name.replaceAll(/[A-Z]/g, "_$&").toUpperCase();
    expect(codes).toMatch(new RegExp(`^export const ${constant}: i32 = \\d+;$`, "m"));
  });
});

describe.each(cases)("elementwise on $name", ({ engine, dtype }) => {
  const on = { engine, dtype };
  const left = zeros([2, 3], on);
  const vector = (values: readonly number[]) => tensor(values, [values.length], on);

  test.each([
    { f: negate, x: [1, -2, 0, Infinity], y: [-1, 2, -0, -Infinity] },
    { f: square, x: [3, -0.5, 0, -Infinity, nan], y: [9, 0.25, 0, Infinity, nan] },
    { f: relu, x: [2, -2, 0, -0, Infinity, -Infinity, nan], y: [2, 0, 0, 0, Infinity, 0, nan] },
    { f: abs, x: [2, -2, -0, -Infinity, nan], y: [2, 2, 0, Infinity, nan] },
    { f: sign, x: [3, -0.5, 0, -0, Infinity, -Infinity, nan], y: [1, -1, 0, -0, 1, -1, nan] },
    { f: sqrt, x: [4, 0, -0, Infinity, -1, nan], y: [2, 0, -0, Infinity, nan, nan] },
    { f: rsqrt, x: [4, 0, Infinity, -1, nan], y: [0.5, Infinity, 0, nan, nan] },
    { f: reciprocal, x: [4, -0.5, 0, -0, Infinity, nan], y: [0.25, -2, Infinity, -Infinity, 0, nan] },
    { f: exp, x: [0, -Infinity, Infinity, nan, -1e4], y: [1, 0, Infinity, nan, 0] },
    { f: log, x: [1, 0, Infinity, -1, nan], y: [0, -Infinity, Infinity, nan, nan] },
    { f: sin, x: [0, -0, Infinity, -Infinity, nan], y: [0, -0, nan, nan, nan] },
    { f: cos, x: [0, -0, Infinity, -Infinity, nan], y: [1, 1, nan, nan, nan] },
    { f: erf, x: [0, 10, -10, Infinity, -Infinity, nan], y: [0, 1, -1, 1, -1, nan] },
    { f: tanh, x: [0, 1e4, -1e4, Infinity, -Infinity, nan], y: [0, 1, -1, 1, -1, nan] },
    {
      f: sigmoid,
      x: [0, 1000, -1000, Infinity, -Infinity, nan],
      y: [0.5, 1, 0, 1, 0, nan],
    },
  ])("$f.name of $x is exactly $y", ({ f, x, y }) => {
    expect([...f(vector(x)).data]).toEqual(y);
  });

  // known decimal digits, not the results of Math.exp or Math.tanh
  test.each([
    { name: "exp", f: exp, x: [1, -1], y: [Math.E, 0.36787944117144233] },
    { name: "log", f: log, x: [2, 10], y: [Math.LN2, Math.LN10] },
    {
      name: "erf",
      f: erf,
      x: [0.5, -1, 2],
      y: [0.5204998778130465, -0.8427007929497149, 0.9953222650189527],
    },
    { name: "sin", f: sin, x: [1, -2], y: [0.8414709848078965, -0.9092974268256817] },
    { name: "cos", f: cos, x: [1, -2], y: [0.5403023058681398, -0.4161468365471424] },
    { name: "log1p", f: log1p, x: [1, 1e-10], y: [Math.LN2, 9.9999999995e-11] },
    { name: "expm1", f: expm1, x: [1, 1e-10], y: [1.718281828459045, 1.00000000005e-10] },
    {
      name: "softplus",
      f: softplus,
      x: [0, 1, -30],
      y: [Math.LN2, 1.3132616875182228, 9.357622968839737e-14],
    },
    { name: "tanh", f: tanh, x: [1, -0.5], y: [0.7615941559557649, -0.46211715726000974] },
    {
      name: "sigmoid",
      f: sigmoid,
      x: [1, -1, 2, -30],
      y: [0.7310585786300049, 0.2689414213699951, 0.8807970779778823, 9.357622968839299e-14],
    },
  ])("$name agrees with the known digits", ({ f, x, y }) => {
    for (const [i, got] of [...f(vector(x)).data].entries()) {
      expect(Math.abs(got - y[i])).toBeLessThanOrEqual(2 * machineEpsilon(dtype) * Math.abs(y[i]));
    }
  });

  test.each([
    { f: add, y: [5, 1, -1] },
    { f: subtract, y: [3, -5, 1] },
    { f: multiply, y: [4, -6, 0] },
    { f: divide, y: [4, -2 / 3, -0] },
  ])("binary operations take element by element: $y", ({ f, y }) => {
    const got = f(vector([4, -2, 0]), vector([1, 3, -1]));
    expect(got.shape).toEqual([3]);
    expect([...got.data].map((v) => v + 0)).toEqual(rounded(dtype, y).map((v) => v + 0));
  });

  test("divide follows IEEE 754 at zero", () => {
    expect([...divide(vector([1, -1, 0]), vector([0, 0, 0])).data]).toEqual([Infinity, -Infinity, nan]);
  });

  test.each([
    { f: maximum, y: [4, 3, -0.5, nan, nan] },
    { f: minimum, y: [1, -2, -1, nan, nan] },
    { f: greater, y: [1, 0, 1, 0, 0] },
  ])("$f.name compares element by element: $y", ({ f, y }) => {
    expect([...f(vector([4, -2, -0.5, nan, 1]), vector([1, 3, -1, 1, nan])).data]).toEqual(y);
  });

  test("maximum and minimum return b where 0 and -0 are equal, and clip leaves -0", () => {
    const [a, b] = [vector([0, -0]), vector([-0, 0])];
    expect([maximum(a, b), minimum(a, b), clip(b, 0, 1)].map(({ data }) => [...data])).toEqual([
      [-0, 0],
      [-0, 0],
      [-0, 0],
    ]);
  });

  test("tanhGradient is dy (1 - y^2)", () => {
    // 2 (1 - 1/4) = 3/2, 0 where y is saturated
    expect([...tanhGradient(vector([2, 3, 4]), vector([0.5, 1, -1])).data]).toEqual([1.5, 0, 0]);
  });

  // derivatives of x sigmoid(x) and x Phi(x), known digits: at 0 both are 1/2
  test.each([
    { f: siluGradient, x: [0, 1, -1, 40], y: [0.5, 0.9276705118714867, 0.07232948812851325, 1] },
    { f: geluGradient, x: [0, 1, -1, 40], y: [0.5, 1.0833154705876864, -0.08331547058768635, 1] },
  ])("$f.name at $x is 2 times $y for dy = 2", ({ f, x, y }) => {
    const dx = f(vector([2, 2, 2, 2]), vector(x)).data;
    for (const [i, value] of y.entries())
      expect(Math.abs(dx[i] - 2 * value)).toBeLessThanOrEqual(4 * machineEpsilon(dtype));
  });

  test("reluGradient passes dy where x > 0 only", () => {
    const dx = reluGradient(vector([5, 6, 7, 8, 9]), vector([1, -1, 0, 1e-30, nan]));
    expect([...dx.data]).toEqual([5, 0, 0, 8, 0]);
  });

  test("reluGradient does not change its arguments", () => {
    const [dy, x] = [vector([5, 6]), vector([-1, 1])];
    reluGradient(dy, x);
    expect([[...dy.data], [...x.data]]).toEqual([
      [5, 6],
      [-1, 1],
    ]);
  });

  test("sigmoidGradient is dy y (1 - y)", () => {
    // 2 1/2 1/2 = 1/2, 8 1/4 3/4 = 3/2, 0 where y is saturated
    const dx = sigmoidGradient(vector([2, 8, 3, 3]), vector([0.5, 0.25, 0, 1]));
    expect([...dx.data]).toEqual([0.5, 1.5, 0, 0]);
  });

  test("scale multiplies by a number", () => {
    expect([...scale(vector([1, -2, 3]), 0.5).data]).toEqual([0.5, -1, 1.5]);
  });

  test("addScalar adds a number, in the number type of the tensor", () => {
    expect([...addScalar(vector([1, -2, nan]), 0.1).data]).toEqual(rounded(dtype, [1.1, -1.9, nan]));
    // not 0.1 less the float32 number next to it
    expect([...addScalar(vector([-0.1]), 0.1).data]).toEqual([0]);
  });

  test("clip limits each number to a range, and NaN stays", () => {
    const x = vector([-3, -1, -0.5, 0, 2, 5, -Infinity, Infinity, nan]);
    expect([...clip(x, -1, 2).data]).toEqual([-1, -1, -0.5, 0, 2, 2, -1, 2, nan]);
    expect([...clip(vector([1, -1]), -Infinity, 0.1).data]).toEqual(rounded(dtype, [0.1, -1]));
    expect(refusal(() => clip(x, 2, -1))).toEqual({
      code: "E_ARGUMENT",
      message: "clip: high must be a number from low = 2 on, got -1",
    });
    expect(refusal(() => clip(x, nan, 1)).code).toBe("E_ARGUMENT");
  });

  test("where takes a number of the first tensor wherever the mask is not 0", () => {
    const [a, b] = [vector([1, 2, 3, 4, nan]), vector([-1, -2, -3, -4, -5])];
    expect([...where(vector([1, 0, -0.5, -0, 0]), a, b).data]).toEqual([1, -2, 3, -4, -5]);
    expect([...where(vector([nan, 1, 1, 1, 1]), a, b).data]).toEqual([1, 2, 3, 4, nan]);
    expect(refusal(() => where(vector([1]), a, b))).toEqual({
      code: "E_SHAPE",
      message: "where: shapes differ, [1] and [5]",
    });
  });

  test("map and zip apply any function", () => {
    expect([...map(vector([1, 2, 3]), (x) => 2 * x + 1).data]).toEqual([3, 5, 7]);
    expect([...zip(vector([1, 5]), vector([4, 2]), Math.max).data]).toEqual([4, 5]);
  });

  test("results are rounded to the number type of the tensor", () => {
    expect([...scale(vector([1]), 0.1).data]).toEqual(rounded(dtype, [0.1]));
  });

  test("results have the shape of the operands, also for scalars and empty tensors", () => {
    for (const shape of [[], [0], [2, 0, 3], [2, 1, 3]]) {
      expect(relu(zeros(shape, on)).shape).toEqual(shape);
      expect(add(zeros(shape, on), zeros(shape, on)).shape).toEqual(shape);
    }
  });

  test.each([
    { name: "add", f: add },
    { name: "subtract", f: subtract },
    { name: "multiply", f: multiply },
    { name: "divide", f: divide },
    { name: "reluGradient", f: reluGradient },
    { name: "sigmoidGradient", f: sigmoidGradient },
    { name: "maximum", f: maximum },
    { name: "tanhGradient", f: tanhGradient },
    { name: "zip", f: (a: Tensor, b: Tensor) => zip(a, b, Math.min) },
  ])("$name refuses shapes that differ, without broadcasting", ({ name, f }) => {
    expect(refusal(() => f(left, zeros([3], on)))).toEqual({
      code: "E_SHAPE",
      message: `${name}: shapes differ, [2, 3] and [3]`,
    });
    // the same number of elements, other axes
    expect(refusal(() => f(left, zeros([3, 2], on))).code).toBe("E_SHAPE");
  });

  test("refuses number types that differ", () => {
    const other = { engine, dtype: dtype === "f32" ? "f64" : "f32" } as const;
    expect(refusal(() => add(left, zeros([2, 3], other)))).toEqual({
      code: "E_DTYPE",
      message: `add: number types differ, ${dtype} [2, 3] and ${other.dtype} [2, 3]`,
    });
  });
});

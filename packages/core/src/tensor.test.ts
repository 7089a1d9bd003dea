import { inspect } from "node:util";
import { refusal } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import { cases, rounded } from "../tests/engines-under-test.js";
import { bufferOf, referenceEngine, reshape, scope, tensor, zeros } from "./index.js";

describe.each(cases)("tensors on $name", ({ engine, dtype }) => {
  const on = { engine, dtype };

  test("hold a rounded copy of their values, row-major", () => {
    const values = [1, 0.1, -3, 4, 5, 6];
    const x = tensor(values, [2, 3], on);
    values[0] = 99;
    expect(x.shape).toEqual([2, 3]);
    expect(x.size).toBe(6);
    expect([...x.data]).toEqual(rounded(dtype, [1, 0.1, -3, 4, 5, 6]));
  });

  test("keep their shape when the caller changes the array that was passed", () => {
    const shape = [2, 3];
    const tensors = [tensor([1, 2, 3, 4, 5, 6], shape, on), zeros(shape, on), reshape(zeros([6], on), shape)];
    shape[0] = 7;
    for (const x of tensors) expect(x.shape).toEqual([2, 3]);
  });

  test("can be scalars or empty", () => {
    expect([...tensor([7], [], on).data]).toEqual([7]);
    expect([...tensor([], [0, 3], on).data]).toEqual([]);
  });

  test("zeros are zeros", () => {
    expect([...zeros([2, 2], on).data]).toEqual([0, 0, 0, 0]);
  });

  test("reshape keeps the elements and shares their memory", () => {
    const x = tensor([1, 2, 3, 4, 5, 6], [2, 3], on);
    const y = reshape(x, [3, 2]);
    expect(y.shape).toEqual([3, 2]);
    bufferOf(x)[5] = 60;
    expect([...y.data]).toEqual([1, 2, 3, 4, 5, 60]);
  });

  test.each([
    {
      run: () => tensor([1, 2, 3], [2, 2], on),
      message: "tensor: shape [2, 2] needs 4 values, got 3",
    },
    {
      run: () => tensor([1], [1.5], on),
      message: "tensor: axes must be whole numbers >= 0, got [1.5]",
    },
    { run: () => zeros([-1], on), message: "zeros: axes must be whole numbers >= 0, got [-1]" },
    {
      run: () => zeros([2, Number.NaN], on),
      message: "zeros: axes must be whole numbers >= 0, got [2, NaN]",
    },
    {
      run: () => reshape(zeros([2, 3], on), [4]),
      message: "reshape: [2, 3] has 6 elements, [4] has 4",
    },
    {
      run: () => reshape(zeros([2, 3], on), [-2, -3]),
      message: "reshape: axes must be whole numbers >= 0, got [-2, -3]",
    },
  ])("refuses: $message", ({ run, message }) => {
    expect(refusal(run)).toEqual({ code: "E_SHAPE", message });
  });
});

test("a tensor is f32 on the reference engine by default", () => {
  const x = zeros([1]);
  expect(x.dtype).toBe("f32");
  expect(x.engine).toBe(referenceEngine);
  expect(x.data).toBeInstanceOf(Float32Array);
});

describe("a tensor that is printed", () => {
  test("shows shape, number type and numbers, one line per row", () => {
    const x = tensor([1, 2.5, -3, 1 / 3], [2, 2], { dtype: "f64" });
    expect(inspect(x)).toBe("Tensor f64 [2, 2]\n[[1, 2.5],\n [-3, 0.33333333]]");
    expect(inspect(tensor([0.1, 2], [2]))).toBe("Tensor f32 [2] [0.1, 2]");
    expect(inspect(tensor([7], []))).toBe("Tensor f32 [] 7");
    expect(`${x}`).toBe("Tensor f64 [2, 2]");
  });

  test("shows both ends of a long axis, and whether it is released", () => {
    const long = tensor(
      Array.from({ length: 100 }, (_, i) => i),
      [100],
    );
    expect(inspect(long)).toBe("Tensor f32 [100] [0, 1, 2, ..., 97, 98, 99]");
    expect(inspect(zeros([0, 2]))).toBe("Tensor f32 [0, 2] []");
    const late = scope(referenceEngine, () => zeros([2]));
    expect(inspect({ late })).toBe("{ late: Tensor f32 [2] (released) }");
  });
});

import { refusal } from "@retrograd/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cases } from "../../tests/engines-under-test.js";
import { numbers } from "../../tests/numbers.js";
import {
  averagePool,
  averagePoolGradient,
  col2im,
  createPortableEngine,
  type Engine,
  im2col,
  machineEpsilon,
  matmul,
  maxPool,
  maxPoolGradient,
  multiply,
  referenceEngine,
  type Shape,
  sizeOf,
  sum,
  type Tensor,
  tensor,
  type Windows,
  windowCounts,
} from "../index.js";

const { NaN: nan } = Number;
const pair = (min: number, max: number) => fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

/** Pictures and windows that fit them. */
const geometries = fc
  .record({
    shape: fc.tuple(
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 11 }),
      fc.integer({ min: 1, max: 11 }),
    ),
    windows: fc.record({
      kernel: pair(1, 4),
      stride: pair(1, 3),
      padding: pair(0, 2),
      dilation: pair(1, 2),
    }),
  })
  .filter(({ shape, windows }) =>
    [0, 1].every((axis) => {
      const { kernel, padding, dilation } = windows;
      return shape[2 + axis] + 2 * padding[axis] >= dilation[axis] * (kernel[axis] - 1) + 1;
    }),
  );

/** The same, where every window has numbers of the picture. */
const pools = geometries.filter(({ windows }) =>
  [0, 1].every((axis) => windows.dilation[axis] === 1 && windows.padding[axis] < windows.kernel[axis]),
);

const whole = (n: number, name: string) => numbers(n, name).map((value) => Math.round(value) % 64);
const dataOf = (x: Tensor) => Array.from(x.data);

describe.each(cases)("windows on $name", ({ engine, dtype }) => {
  const on = { engine, dtype };
  const picture = tensor([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 1, 3, 3], on);
  const random = (shape: Shape, name: string) => tensor(whole(sizeOf(shape), name), shape, on);

  test("im2col has a row for each number of the window and a column for each window", () => {
    const y = im2col(picture, { kernel: [2, 2] });
    expect(y.shape).toEqual([4, 4]);
    expect(dataOf(y)).toEqual([1, 2, 4, 5, 2, 3, 5, 6, 4, 5, 7, 8, 5, 6, 8, 9]);
  });

  test("im2col has zeros outside the picture, and leaves numbers out between strides and dilations", () => {
    const padded = im2col(picture, { kernel: [1, 2], padding: [0, 1], stride: [2, 2] });
    // windows of rows 0 and 2 that start at columns -1 and 1
    expect(dataOf(padded)).toEqual([0, 2, 0, 8, 1, 3, 7, 9]);
    expect(dataOf(im2col(picture, { kernel: [2, 2], dilation: [2, 2] }))).toEqual([1, 3, 7, 9]);
  });

  test("a product with the columns is a convolution: each number of the definition", () => {
    const shape = [2, 3, 5, 4] as const;
    const windows = { kernel: [3, 2], stride: [2, 1], padding: [1, 1], dilation: [1, 2] } as const;
    const [x, w] = [random(shape, "x"), random([4, 3 * 3 * 2], "w")];
    const [outY, outX] = windowCounts([5, 4], windows);
    const y = matmul(w, im2col(x, windows));
    for (let filter = 0; filter < 4; filter++) {
      for (let n = 0; n < 2; n++) {
        for (let oy = 0; oy < outY; oy++) {
          for (let ox = 0; ox < outX; ox++) {
            let expected = 0;
            for (let c = 0; c < 3; c++) {
              for (let ky = 0; ky < 3; ky++) {
                for (let kx = 0; kx < 2; kx++) {
                  const [iy, ix] = [2 * oy - 1 + ky, ox - 1 + 2 * kx];
                  if (iy < 0 || iy >= 5 || ix < 0 || ix >= 4) continue;
                  expected +=
                    w.data[((filter * 3 + c) * 3 + ky) * 2 + kx] * x.data[((n * 3 + c) * 5 + iy) * 4 + ix];
                }
              }
            }
            expect(y.data[((filter * 2 + n) * outY + oy) * outX + ox]).toBe(expected);
          }
        }
      }
    }
  });

  test("col2im is the adjoint of im2col: <im2col x, c> = <x, col2im c>", () => {
    fc.assert(
      fc.property(geometries, ({ shape, windows }) => {
        const x = random(shape, "x");
        const columns = im2col(x, windows);
        const c = random(columns.shape, "c");
        expect(sum(multiply(columns, c))).toBe(sum(multiply(x, col2im(c, shape, windows))));
      }),
      { seed: 6, numRuns: 150 },
    );
  });

  test("maxPool takes the first of equals, and NaN as the largest", () => {
    const x = tensor([1, 3, 3, nan, 2, 3, 0, 9], [1, 1, 2, 4], on);
    const { y, indices } = maxPool(x, { kernel: [2, 2], stride: [2, 2] });
    expect(dataOf(y)).toEqual([3, nan]);
    expect(dataOf(indices)).toEqual([1, 3]);
    const dx = maxPoolGradient(tensor([5, 7], [1, 1, 1, 2], on), indices, x.shape, {
      kernel: [2, 2],
      stride: [2, 2],
    });
    expect(dataOf(dx)).toEqual([0, 5, 0, 7, 0, 0, 0, 0]);
  });

  test("maxPool leaves padding out: negative numbers win against it", () => {
    const x = tensor([-1, -2, -3, -4], [1, 1, 2, 2], on);
    const { y } = maxPool(x, { kernel: [2, 2], padding: [1, 1] });
    expect(dataOf(y)).toEqual([-1, -1, -2, -1, -1, -2, -3, -3, -4]);
  });

  test("averagePool counts padding as zeros, or leaves it out", () => {
    const x = tensor([4, 8, 12, 16], [1, 1, 2, 2], on);
    const windows = { kernel: [2, 2], stride: [2, 2], padding: [1, 1] } as const;
    expect(dataOf(averagePool(x, windows))).toEqual([1, 2, 3, 4]);
    expect(dataOf(averagePool(x, { ...windows, countPadding: false }))).toEqual([4, 8, 12, 16]);
  });

  test("the gradients of pools are the adjoints", () => {
    fc.assert(
      fc.property(pools, fc.boolean(), ({ shape, windows }, countPadding) => {
        const x = random(shape, "x");
        const { y, indices } = maxPool(x, windows);
        const dy = random(y.shape, "dy");
        const dx = maxPoolGradient(dy, indices, shape, windows);
        expect(sum(multiply(y, dy))).toBe(sum(multiply(x, dx)));
        const mean = averagePool(x, { ...windows, countPadding });
        const share = averagePoolGradient(dy, shape, { ...windows, countPadding });
        const size = sum(multiply(mean, mean)) + sum(multiply(dy, dy)) + 1;
        const difference = sum(multiply(mean, dy)) - sum(multiply(x, share));
        expect(Math.abs(difference)).toBeLessThanOrEqual(64 * machineEpsilon(dtype) * size);
      }),
      { seed: 7, numRuns: 150 },
    );
  });

  test("refuses what does not fit, and says what was expected", () => {
    expect(refusal(() => im2col(tensor([1, 2], [2], on), { kernel: [1, 1] }))).toEqual({
      code: "E_SHAPE",
      message: "im2col: pictures [count, channels, height, width] are needed, got [2]; reshape them first",
    });
    expect(refusal(() => im2col(picture, { kernel: [4, 1] }))).toEqual({
      code: "E_SHAPE",
      message: "im2col: a picture [3, 3] with padding [0, 0] is smaller than a window [4, 1]",
    });
    expect(refusal(() => maxPool(picture, { kernel: [2, 2], stride: [0, 1] }))).toEqual({
      code: "E_OPTION",
      message: "maxPool: stride must be two whole numbers from 1, such as [2, 2], got [0,1]",
    });
    const outside: Windows = { kernel: [2, 2], padding: [2, 2] };
    expect(refusal(() => maxPool(picture, outside))).toEqual({
      code: "E_OPTION",
      message:
        "maxPool: padding [2, 2] leaves windows without a number of the picture; give at most half of the kernel",
    });
    expect(averagePool(picture, outside).data[0]).toBe(0);
    expect(refusal(() => averagePool(picture, { ...outside, countPadding: false })).code).toBe("E_OPTION");
    const dy = tensor([1, 2], [1, 1, 1, 2], on);
    for (const index of [9, -1, 0.5, nan]) {
      const indices = tensor([0, index], dy.shape, on);
      const gradient = () => maxPoolGradient(dy, indices, [1, 1, 3, 3], { kernel: [3, 2] });
      expect(refusal(gradient)).toEqual({
        code: "E_SHAPE",
        message: `maxPoolGradient: indices[1] must be a whole number from 0 to 8, got ${index}`,
      });
    }
    expect(refusal(() => col2im(picture, [1, 1, 3, 3], { kernel: [2, 2] }))).toEqual({
      code: "E_SHAPE",
      message: "col2im: columns must be [4, 4], got [1, 1, 3, 3]",
    });
  });
});

describe.each(["f32", "f64"] as const)("portable kernels of windows in %s", (dtype) => {
  const portable = createPortableEngine();

  test("give the bits of the reference for any picture and windows", () => {
    fc.assert(
      fc.property(pools, geometries, fc.boolean(), (pool, columns, countPadding) => {
        const results = (engine: Engine) => {
          const random = (shape: Shape, name: string) =>
            tensor(numbers(sizeOf(shape), name), shape, { engine, dtype });
          const [x, z] = [random(columns.shape, "x"), random(pool.shape, "z")];
          const matrix = im2col(x, columns.windows);
          const { y, indices } = maxPool(z, pool.windows);
          const dy = random(y.shape, "dy");
          const average = { ...pool.windows, countPadding };
          return [
            ...[matrix, col2im(random(matrix.shape, "c"), columns.shape, columns.windows), y, indices],
            maxPoolGradient(dy, indices, pool.shape, pool.windows),
            averagePool(z, average),
            averagePoolGradient(dy, pool.shape, average),
          ].map(dataOf);
        };
        expect(results(portable)).toEqual(results(referenceEngine));
      }),
      { seed: 8, numRuns: 200 },
    );
  });
});

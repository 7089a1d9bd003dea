import { addRow, matmul, multiply, scale, square, sum, sumRows, type Tensor } from "@retrograd/core";
import { expect, test } from "vitest";
import { failureOf, layerOn, matrix } from "../../tests/failure.js";
import { perturbed } from "../network/perturbed.js";
import { anotherPath } from "./another-path.js";
import { missingSum } from "./missing-sum.js";
import { nonlinear } from "./nonlinear.js";
import { overwritten } from "./overwritten.js";
import { staleCache } from "./stale-cache.js";
import { untransposedProduct } from "./transposed.js";
import { declaredMask } from "./wrong-mask.js";

const x = matrix([1, -2], [3, 4], [-5, 6]);
const dy = matrix([1, 1], [-1, 1], [1, -1]);
const b = matrix([0, 0]);

/** y = x + b, with a wrong db. */
const bias = (db: (dy: Tensor) => Tensor) =>
  layerOn(
    x,
    (input) => ({ y: addRow(input, sumRows(b)), backward: (d) => ({ dx: d, grads: { W: db(d) } }) }),
    {
      W: sumRows(b),
    },
  );

test("rows of dy that make no difference are left out, also where their signs add up to 0", () => {
  const firstRow = (d: Tensor) => sumRows(matrix([d.data[0], d.data[1]]));
  const numbers = failureOf([1, 1], [1, 1], { name: "W", rows: 3, dy });
  expect(missingSum({ ...numbers, call: bias(firstRow) })).toEqual({
    code: "missing-sum",
    message: "backward leaves out 2 of 3 rows: 1, 2",
  });
  expect(missingSum({ ...numbers, call: bias((d) => scale(sumRows(d), 2)) })).toBeUndefined();
  const meanOfAll = (d: Tensor) => sumRows(matrix([sum(d) / 6, sum(d) / 6]));
  expect(missingSum({ ...numbers, call: bias(meanOfAll) })).toBeUndefined();
});

test("dy W in place of dy W^T is recognised by moving x along dy", () => {
  const W = matrix([1, 2], [3, 5]);
  const layer = (transposeB: boolean) =>
    layerOn(
      x,
      (input, own) => ({
        y: matmul(input, own),
        backward: (d) => ({ dx: matmul(d, own, { transposeB }), grads: {} }),
      }),
      { W },
    );
  const of = (wrong: Tensor) =>
    untransposedProduct(
      failureOf(Array.from(wrong.data), Array.from(matmul(dy, W, { transposeB: true }).data), {
        shape: x.shape,
        call: layer(false),
        dy,
      }),
    );
  expect(of(matmul(dy, W))).toMatchObject({ code: "transposed" });
  expect(of(scale(matmul(dy, W), 2))).toBeUndefined();
});

test("a mask is known by the layer's branches: wrong on the side that stops everything, right on the other", () => {
  const branches = (_params: object, input: Tensor) => Array.from(input.data, Math.sign);
  const call = layerOn(x, (input) => ({ y: input, backward: (d) => ({ dx: d, grads: {} }) }), { branches });
  const numeric = [1, 0, -1, 1, 0, -1];
  const of = (analytic: readonly number[]) =>
    declaredMask(failureOf(analytic, numeric, { shape: x.shape, call }));
  expect(of([1, 0.1, -1, 1, 0.1, -1])).toEqual({
    code: "wrong-mask",
    message: "2 elements are wrong, all where the layer's mask is -1",
  });
  expect(of([2, 0.1, -1, 1, 0.1, -1])).toBeUndefined();
});

const numbers = failureOf([1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1], { shape: x.shape, dy });

test("a clipped dy is not linear, and a factor is", () => {
  const layer = (change: (dy: Tensor) => Tensor) =>
    layerOn(x, (input) => ({ y: input, backward: (d) => ({ dx: change(d), grads: {} }) }));
  const clipped = (d: Tensor) =>
    matrix(...[0, 2, 4].map((i) => [d.data[i], d.data[i + 1]].map((v) => Math.max(-0.5, Math.min(v, 0.5)))));
  expect(nonlinear({ ...numbers, call: layer(clipped) })).toMatchObject({ code: "nonlinear" });
  expect(nonlinear({ ...numbers, call: layer((d) => scale(d, 3)) })).toBeUndefined();
});

test("other gradients without the need of dx are another path's", () => {
  const layer = (factor: number) => {
    const call = bias(sumRows);
    const forward: typeof call.layer.forward = (_params, input, ctx) => ({
      y: input,
      backward: (d) => ({
        dx: d,
        grads: { W: scale(sumRows(d), ctx.needsInputGradient ? 1 : factor) },
      }),
    });
    return { ...call, layer: { ...call.layer, forward } };
  };
  const of = (factor: number) => anotherPath({ ...numbers, name: "W", call: layer(factor) });
  expect(of(2)).toMatchObject({ code: "another-path" });
  expect(of(1)).toBeUndefined();
});

test("some uses of an element without the others are an = for a +=", () => {
  // y = [x0 + x1, x0], each row
  const uses = (kept: (a: number, b: number) => readonly [number, number]) =>
    layerOn(x, (input) => {
      const rows = [0, 2, 4].map((i) => [input.data[i] + input.data[i + 1], input.data[i]]);
      return {
        y: matrix(...rows),
        backward: (d) => ({ dx: matrix(...[0, 2, 4].map((i) => kept(d.data[i], d.data[i + 1]))), grads: {} }),
      };
    });
  const of = (kept: (a: number, b: number) => readonly [number, number]) =>
    overwritten({ ...numbers, call: uses(kept) });
  expect(of((_a, second) => [second, _a])).toEqual({
    code: "accumulation",
    message: "x[0, 0] influences 2 outputs, and backward counts 1 of them",
  });
  expect(of((first, second) => [first + second, first])).toBeUndefined();
  // another factor is another mistake, and so is an element that gets nothing
  expect(of((first, second) => [2 * second, first])).toBeUndefined();
  expect(of((first, second) => [first + second, 0])).toBeUndefined();
});

test("a gradient that belongs to another input is remembered, and one that never looked is not", () => {
  const squareBy = (slope: (input: Tensor) => Tensor) =>
    layerOn(x, (input) => ({
      y: square(input),
      backward: (d) => ({ dx: multiply(d, slope(input)), grads: {} }),
    }));
  // the input of the call before the check
  const before = scale(perturbed(x), 2);
  expect(staleCache({ ...numbers, call: squareBy(() => before) })).toEqual({
    code: "stale-cache",
    message: "backward gives the same result for another input, where the derivative differs",
  });
  expect(staleCache({ ...numbers, call: squareBy(() => scale(before, 2)) })).toBeUndefined();
  expect(staleCache({ ...numbers, call: squareBy((input) => input) })).toBeUndefined();
});

test("a gradient that is the same for any dy belongs to another", () => {
  const call = layerOn(x, (input) => ({ y: input, backward: () => ({ dx: x, grads: {} }) }));
  expect(staleCache({ ...numbers, call })).toEqual({
    code: "stale-cache",
    message: "backward gives the same result for another dy",
  });
});

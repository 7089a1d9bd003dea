import { checkLayer } from "@retrograd/gradcheck";
import { f64, matrix, training } from "@retrograd/testing";
import { expect, test } from "vitest";
import { relu } from "./relu.js";

const layer = relu.create({}, [2], f64);
const x = matrix([
  [1, -0.5],
  [-2, 3],
]);

test("passes what is above zero, and its gradient", () => {
  // "Deep Learning from Scratch", chapter 5.5.1
  const { y, backward } = layer.forward({}, x, training);
  expect([...y.data]).toEqual([1, 0, 0, 3]);
  const { dx, grads } = backward(
    matrix([
      [10, 20],
      [30, 40],
    ]),
  );
  expect([...(dx?.data ?? [])]).toEqual([10, 0, 0, 40]);
  expect(grads).toEqual({});
});

test("zero itself is not above zero", () => {
  const { y, backward } = layer.forward({}, matrix([[0, -0]]), training);
  expect([...y.data]).toEqual([0, 0]);
  expect([...(backward(matrix([[1, 1]])).dx?.data ?? [])]).toEqual([0, 0]);
});

test("backward leaves its argument alone", () => {
  const dy = matrix([
    [10, 20],
    [30, 40],
  ]);
  layer.forward({}, x, training).backward(dy);
  expect([...dy.data]).toEqual([10, 20, 30, 40]);
});

test("declares its mask as branches", () => {
  expect([...Array.from(layer.branches?.({}, x) ?? [])]).toEqual([1, 0, 0, 1]);
});

test("declares what fires as active", () => {
  const { inactive, activeIn } = layer.units ?? {};
  expect(inactive).toBe("dead");
  expect(Array.from(activeIn?.(layer.forward({}, x, training).y) ?? [], (y) => y !== 0)).toEqual([
    true,
    false,
    false,
    true,
  ]);
});

test("takes any shape and gives the same", () => {
  expect(relu.create({}, [2, 3, 4], f64).outShape).toEqual([2, 3, 4]);
});

test("its gradient is the derivative", () => {
  for (let seed = 0; seed < 20; seed++) {
    expect(checkLayer(relu.create({}, [20], f64), [20], { seed }).verdict).toBe("pass");
  }
});

test("where every unit is dead the check proves nothing, and says so", () => {
  expect(checkLayer(layer, [2], { x: matrix([[-1, -2]]) }).verdict).toBe("inconclusive");
});

test("on the kink the check says subgradient", () => {
  expect(checkLayer(layer, [2], { x: matrix([[0, 1]]) }).verdict).toBe("subgradient");
});

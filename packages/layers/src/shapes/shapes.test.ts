import { type Shape, sizeOf, tensor } from "@retrograd/core";
import { checkOptions, type Layer } from "@retrograd/plugin";
import { f64, training } from "@retrograd/testing";
import { expect, test } from "vitest";
import { flatten } from "./flatten.js";
import { permute } from "./permute.js";
import { reshape } from "./reshape.js";

/** The places of y's numbers in x, and whether backward puts them back there. x: [2, ...inShape] */
function placesOf(layer: Layer, inShape: Shape) {
  const shape = [2, ...inShape];
  const x = tensor(
    Array.from({ length: sizeOf(shape) }, (_, i) => i),
    shape,
    f64,
  );
  const { y, backward } = layer.forward({}, x, training);
  expect(y.shape).toEqual([2, ...layer.outShape]);
  expect(backward(y).dx?.shape).toEqual(shape);
  expect([...(backward(y).dx?.data ?? [])]).toEqual([...x.data]);
  return [...y.data].slice(0, y.size / 2);
}

test("Flatten and Reshape keep the numbers in row-major order, and Permute exchanges axes", () => {
  const inOrder = [0, 1, 2, 3, 4, 5];
  expect(placesOf(flatten.create({}, [2, 3], f64), [2, 3])).toEqual(inOrder);
  expect(placesOf(reshape.create({ shape: [3, 2] }, [6], f64), [6])).toEqual(inOrder);
  expect(placesOf(reshape.create({ shape: [-1] }, [2, 3], f64), [2, 3])).toEqual(inOrder);
  // by hand: the transpose of [[0, 1, 2], [3, 4, 5]]
  expect(placesOf(permute.create({ axes: [1, 0] }, [2, 3], f64), [2, 3])).toEqual([0, 3, 1, 4, 2, 5]);
  const last = permute.create({ axes: [2, 0, 1] }, [1, 2, 3], f64);
  expect(last.outShape).toEqual([3, 1, 2]);
  expect(placesOf(last, [1, 2, 3])).toEqual([0, 3, 1, 4, 2, 5]);
});

test("steps stay steps where the first axis stays", () => {
  expect(reshape.create({ shape: [4, 6] }, [4, 2, 3], f64).mask).toBe("keeps");
  expect(reshape.create({ shape: [2, 12] }, [4, 2, 3], f64).mask).toBeUndefined();
  expect(permute.create({ axes: [0, 2, 1] }, [4, 2, 3], f64).mask).toBe("keeps");
  expect(permute.create({ axes: [1, 0, 2] }, [4, 2, 3], f64).mask).toBeUndefined();
});

test.each([
  [
    () => reshape.create({ shape: [4, -1] }, [2, 3], f64),
    "a sample [2, 3] has 6 numbers, which do not fit [4, -1]",
  ],
  [
    () => reshape.create({ shape: [2, 2] }, [2, 3], f64),
    "a sample [2, 3] has 6 numbers, which do not fit [2, 2]",
  ],
  [() => permute.create({ axes: [1, 0] }, [2, 3, 4], f64), "a sample [2, 3, 4] needs 3 axes, got [1, 0]"],
])("a shape that does not fit is refused: %#", (create, message) => {
  expect(create).toThrow(message);
});

test.each([
  [reshape, { shape: [-1, -1] }, '"shape" must be a list of positive whole numbers; one of them may be -1'],
  [reshape, { shape: 6 }, '"shape" must be a list of positive whole numbers'],
  [permute, { axes: [0, 0] }, '"axes" must be a list of whole numbers >= 0, each axis once, got [0,0]'],
])("wrong options are refused: %#", (definition, options, message) => {
  expect(checkOptions<unknown>(definition, options, []).issues[0]?.message).toContain(message);
});

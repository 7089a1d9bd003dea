import { refusal } from "@retrograd/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cases } from "../../tests/engines-under-test.js";
import { concat, multiply, pad, permute, reverse, type Shape, sizeOf, slice, sum, tensor } from "../index.js";

const shapes = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 6 });

/** The index of each number of a shape, in the order of memory. */
function indicesOf(shape: Shape): number[][] {
  return shape.reduce<number[][]>(
    (indices, n) => indices.flatMap((index) => Array.from({ length: n }, (_, i) => [...index, i])),
    [[]],
  );
}

/** Position in memory of an index. */
const positionOf = (shape: Shape, index: readonly number[]) =>
  index.reduce((position, i, axis) => position * shape[axis] + i, 0);

describe.each(cases)("copies on $name", ({ engine, dtype }) => {
  const on = { engine, dtype };
  const counted = (shape: Shape) =>
    tensor(
      Array.from({ length: sizeOf(shape) }, (_, i) => i + 1),
      shape,
      on,
    );
  const numbersOf = (x: { readonly data: ArrayLike<number> }) => Array.from(x.data);

  test("known answers", () => {
    const x = tensor([1, 2, 3, 4, 5, 6], [2, 3], on);
    expect(numbersOf(permute(x, [1, 0]))).toEqual([1, 4, 2, 5, 3, 6]);
    expect(numbersOf(slice(x, 1, 1, 3))).toEqual([2, 3, 5, 6]);
    expect(numbersOf(concat([x, slice(x, 1, 0, 1)], 1))).toEqual([1, 2, 3, 1, 4, 5, 6, 4]);
    expect(numbersOf(reverse(x, 1))).toEqual([3, 2, 1, 6, 5, 4]);
    const margins = [
      [1, 0],
      [0, 1],
    ] as const;
    expect(numbersOf(pad(x, margins))).toEqual([0, 0, 0, 0, 1, 2, 3, 0, 4, 5, 6, 0]);
  });

  test("permute moves every number of any shape in any order of the axes", () => {
    const permutations = shapes.chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        axes: fc.shuffledSubarray([...shape.keys()], { minLength: shape.length }),
      }),
    );
    fc.assert(
      fc.property(permutations, ({ shape, axes }) => {
        const y = permute(counted(shape), axes);
        expect(y.shape).toEqual(axes.map((axis) => shape[axis]));
        const expected = indicesOf(y.shape).map((index) => {
          const original = shape.map((_, axis) => index[axes.indexOf(axis)]);
          return positionOf(shape, original) + 1;
        });
        expect(numbersOf(y)).toEqual(expected);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  const ranges = shapes.chain((shape) =>
    fc.integer({ min: 0, max: shape.length - 1 }).chain((axis) =>
      fc.record({
        shape: fc.constant(shape),
        axis: fc.constant(axis),
        cuts: fc.tuple(fc.nat(shape[axis]), fc.nat(shape[axis])),
      }),
    ),
  );

  test("slice reads a range of an axis, and concat puts the slices together again", () => {
    fc.assert(
      fc.property(ranges, ({ shape, axis, cuts }) => {
        const [begin, end] = [...cuts].sort((a, b) => a - b);
        const x = counted(shape);
        const y = slice(x, axis, begin, end);
        const expected = indicesOf(y.shape).map(
          (index) => positionOf(shape, index.with(axis, index[axis] + begin)) + 1,
        );
        expect(numbersOf(y)).toEqual(expected);
        const whole = concat([slice(x, axis, 0, begin), y, slice(x, axis, end, shape[axis])], axis);
        expect(whole.shape).toEqual(shape);
        expect(numbersOf(whole)).toEqual(numbersOf(x));
      }),
      { seed: 2, numRuns: 200 },
    );
  });

  test("pad is the adjoint of slice, and reverse its own inverse", () => {
    fc.assert(
      fc.property(ranges, ({ shape, axis, cuts }) => {
        const x = counted(shape);
        const margins = shape.map((_, i) => (i === axis ? ([cuts[0], cuts[1]] as const) : ([0, 0] as const)));
        const padded = pad(x, margins);
        const c = counted(padded.shape);
        // <pad x, c> = <x, slice c>
        const back = slice(c, axis, cuts[0], cuts[0] + shape[axis]);
        expect(sum(multiply(padded, c))).toBe(sum(multiply(x, back)));
        expect(numbersOf(reverse(reverse(x, axis), axis))).toEqual(numbersOf(x));
        const reversed = indicesOf(shape).map(
          (index) => positionOf(shape, index.with(axis, shape[axis] - 1 - index[axis])) + 1,
        );
        expect(numbersOf(reverse(x, axis))).toEqual(reversed);
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  test("large boxes: lines of memory, squares and their edges", () => {
    for (const [shape, axes] of [
      [
        [67, 131],
        [1, 0],
      ],
      [
        [3, 33, 17, 5],
        [0, 2, 1, 3],
      ],
      [
        [2, 19, 37],
        [2, 1, 0],
      ],
      [
        [5, 700],
        [1, 0],
      ],
      [
        [2, 3, 2, 3, 2, 3],
        [5, 3, 1, 4, 2, 0],
      ],
    ] as const) {
      const back = [...axes.keys()].map((axis) => (axes as readonly number[]).indexOf(axis));
      const x = counted(shape);
      const y = permute(x, axes);
      expect(y.data[1]).toBe(
        positionOf(
          shape,
          shape.map((_, axis) => (axis === axes.at(-1) ? 1 : 0)),
        ) + 1,
      );
      expect(numbersOf(permute(y, back))).toEqual(numbersOf(x));
    }
  });

  test("refuses what does not fit, and says what was expected", () => {
    const x = counted([2, 3]);
    expect(refusal(() => permute(x, [0, 0]))).toEqual({
      code: "E_ARGUMENT",
      message: "permute: axes must be each axis of [2, 3] once, such as [1, 0], got an array of 2",
    });
    expect(refusal(() => slice(x, 2, 0, 1))).toEqual({
      code: "E_ARGUMENT",
      message: "slice: axis must be an axis of x [2, 3]: a whole number from 0 to 1, got 2",
    });
    expect(refusal(() => slice(x, 1, 2, 4))).toEqual({
      code: "E_SHAPE",
      message: "slice: 2 to 4 is not a range of axis 1 of [2, 3]: from 0 to 3",
    });
    expect(refusal(() => concat([], 0)).code).toBe("E_ARGUMENT");
    expect(refusal(() => concat([x, counted([2, 4])], 0))).toEqual({
      code: "E_SHAPE",
      message: "concat: [2, 4] does not fit [2, 3]: every axis but 0 must be equal",
    });
    expect(refusal(() => pad(x, [[0, 0]])).code).toBe("E_ARGUMENT");
    expect(
      refusal(() =>
        pad(x, [
          [0, -1],
          [0, 0],
        ]),
      ).code,
    ).toBe("E_ARGUMENT");
    expect(refusal(() => reverse(tensor([1], [], on), 0)).message).toBe(
      "reverse: axis must be an axis, but x is a number without axes, got 0",
    );
  });
});

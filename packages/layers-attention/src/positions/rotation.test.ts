import { createPortableEngine, type Tensor, tensor } from "@retrograd/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { rotationOf } from "./rotation.js";

const options = { dtype: "f64", engine: createPortableEngine() } as const;
const vectors = (values: readonly number[], time: number, size: number) =>
  tensor(values, [values.length / time / size, time, size], options);
const product = (a: Tensor, b: Tensor) =>
  Array.from(a.data).reduce((sum, v, i) => sum + v * (b.data[i] ?? 0), 0);

test("at position t the pairs (x_i, x_(i + half)) turn by t / base^(2i/size)", () => {
  const { rotate } = rotationOf({ time: 2, size: 4, base: 16 }, options);
  const { data } = rotate(vectors([1, 2, 3, 4, 1, 2, 3, 4], 2, 4));
  const turned = (a: number, b: number, angle: number) => [
    a * Math.cos(angle) - b * Math.sin(angle),
    b * Math.cos(angle) + a * Math.sin(angle),
  ];
  const [[a = 0, c = 0], [b = 0, d = 0]] = [turned(1, 3, 1), turned(2, 4, 1 / 4)];
  expect([...data]).toEqual([1, 2, 3, 4, a, b, c, d].map((value) => expect.closeTo(value, 13)));
});

test("unrotate is the inverse and the adjoint, and products depend on distances alone", () => {
  const values = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 24, maxLength: 24 });
  fc.assert(
    fc.property(values, values, (first, second) => {
      const { rotate, unrotate } = rotationOf({ time: 6, size: 4, base: 10000 }, options);
      const [x, y] = [vectors(first, 6, 4), vectors(second, 6, 4)];
      for (const [i, value] of Array.from(unrotate(rotate(x)).data).entries())
        expect(value).toBeCloseTo(first[i] ?? 0, 12);
      expect(product(rotate(x), y)).toBeCloseTo(product(x, unrotate(y)), 11);
      const same = (vector: readonly number[]) => vectors(Array(6).fill(vector.slice(0, 4)).flat(), 6, 4);
      const [q, k] = [rotate(same(first)).data, rotate(same(second)).data];
      const score = (t: number, s: number) =>
        [0, 1, 2, 3].reduce((sum, i) => sum + (q[4 * t + i] ?? 0) * (k[4 * s + i] ?? 0), 0);
      expect(score(5, 3)).toBeCloseTo(score(2, 0), 11);
    }),
    { numRuns: 20 },
  );
});

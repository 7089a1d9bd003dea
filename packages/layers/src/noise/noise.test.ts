import { numpyRandomState, philoxStreams, type Tensor, tensor } from "@retrograd/core";
import { checkOptions } from "@retrograd/plugin";
import { f64, matrix, training } from "@retrograd/testing";
import { expect, test } from "vitest";
import { dropPath } from "./drop-path.js";
import { dropout } from "./dropout.js";
import { dropout2D } from "./dropout-2d.js";
import { gaussianNoise } from "./gaussian-noise.js";

const evaluation = { ...training, mode: "eval" } as const;
const ones = (shape: readonly number[]): Tensor =>
  tensor(new Float64Array(shape.reduce((a, b) => a * b, 1)).fill(1), shape, f64);
/** A context with a stream from its start. */
const drawing = () => ({ ...training, rng: philoxStreams(3).stream("noise") });

test("Dropout drops a share of the numbers, and scales the others so that the mean stays", () => {
  const layer = dropout.create({ rate: 0.2 }, [10_000], f64);
  const { y, backward } = layer.forward({}, ones([1, 10_000]), drawing());
  expect(new Set(y.data)).toEqual(new Set([0, 1.25]));
  const dropped = Array.from(y.data).filter((value) => value === 0).length;
  // five standard deviations of a binomial distribution
  expect(Math.abs(dropped - 2000)).toBeLessThan(5 * 40);
  // the same numbers pass back as forward
  expect([...(backward(ones([1, 10_000])).dx?.data ?? [])]).toEqual([...y.data]);
});

test("Dropout, Dropout2D, DropPath and GaussianNoise change nothing in evaluation, or with a rate of 0", () => {
  const x = tensor([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2], f64);
  for (const layer of [
    dropout.create({ rate: 0.5 }, [2, 2], f64),
    dropout2D.create({ rate: 0.5 }, [2, 2], f64),
    dropPath.create({ rate: 0.5 }, [2, 2], f64),
    gaussianNoise.create({ std: 0.5 }, [2, 2], f64),
  ]) {
    const { y, backward } = layer.forward({}, x, evaluation);
    expect([...y.data]).toEqual([...x.data]);
    expect([...(backward(x).dx?.data ?? [])]).toEqual([...x.data]);
  }
  for (const definition of [dropout, dropout2D, dropPath])
    expect([...definition.create({ rate: 0 }, [2, 2], f64).forward({}, x, training).y.data]).toEqual([
      ...x.data,
    ]);
});

test("Dropout with formula: book keeps what NumPy's rand draws above the rate, and scales in evaluation", () => {
  const layer = dropout.create({ rate: 0.5, formula: "book" }, [6], f64);
  const x = matrix([[1, 2, 3, 4, 5, 6]]);
  // np.random.seed(0); np.random.rand(6): 0.549, 0.715, 0.603, 0.545, 0.424, 0.646
  const { y, backward } = layer.forward({}, x, { ...training, rng: numpyRandomState(0) });
  expect([...y.data]).toEqual([1, 2, 3, 4, 0, 6]);
  expect([...(backward(x).dx?.data ?? [])]).toEqual([1, 2, 3, 4, 0, 6]);
  const later = layer.forward({}, x, evaluation);
  expect([...later.y.data]).toEqual([0.5, 1, 1.5, 2, 2.5, 3]);
  expect([...(later.backward(x).dx?.data ?? [])]).toEqual([0.5, 1, 1.5, 2, 2.5, 3]);
});

test("Dropout2D drops whole channels, and DropPath whole samples", () => {
  const x = ones([50, 4, 3]);
  for (const [layer, length] of [
    [dropout2D.create({ rate: 0.5 }, [4, 3], f64), 3],
    [dropPath.create({ rate: 0.5 }, [4, 3], f64), 12],
  ] as const) {
    const { y, backward } = layer.forward({}, x, drawing());
    const parts = Array.from({ length: y.size / length }, (_, part) =>
      Array.from(y.data).slice(part * length, (part + 1) * length),
    );
    expect(new Set(parts.map((part) => part.join()))).toEqual(
      new Set([Array(length).fill(0).join(), Array(length).fill(2).join()]),
    );
    expect([...(backward(x).dx?.data ?? [])]).toEqual([...y.data]);
  }
  expect(() => dropout2D.create({ rate: 0.5 }, [4], f64)).toThrow(
    "Dropout2D needs an axis of channels and axes of positions, got [4]; Dropout takes any shape",
  );
});

test("GaussianNoise adds the stream's normal numbers times std, in order", () => {
  const layer = gaussianNoise.create({ std: 0.5 }, [3], f64);
  const [own, same] = [numpyRandomState(0), numpyRandomState(0)];
  const { y, backward } = layer.forward({}, matrix([[1, 2, 3]]), { ...training, rng: own });
  expect([...y.data]).toEqual([1, 2, 3].map((value) => value + 0.5 * same.normal()));
  expect([...(backward(matrix([[4, 5, 6]])).dx?.data ?? [])]).toEqual([4, 5, 6]);
});

test.each([
  [dropout, { rate: 1 }, '"rate" must be a number >= 0 and < 1, got 1'],
  [dropout, { rate: 0.5, formula: "pytorch" }, '"formula" must be "book", got "pytorch"'],
  [dropPath, { rate: -0.1 }, '"rate" must be a number >= 0 and < 1, got -0.1'],
  [gaussianNoise, {}, '"std" is missing: it must be a number >= 0'],
])("wrong options are refused: %#", (definition, options, message) => {
  expect(checkOptions<unknown>(definition, options, [])).toMatchObject({ issues: [{ message }] });
});

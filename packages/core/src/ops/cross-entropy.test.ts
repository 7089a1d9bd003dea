import { refusal } from "@retrograd/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cases } from "../../tests/engines-under-test.js";
import { numbers } from "../../tests/numbers.js";
import {
  type CrossEntropyOptions,
  createPortableEngine,
  crossEntropy,
  crossEntropyGradient,
  type Engine,
  machineEpsilon,
  referenceEngine,
  softmaxCrossEntropy,
  type TensorOptions,
  tensor,
} from "../index.js";

const logits = [0.5, -1, 2, 1.5, 0.25, -0.75, 0, 3, -2];
const classWeights = [1, 0.25, 3];

// PyTorch 1.13.1, cross_entropy(reduction="sum") in float64
const answers = [
  {
    options: {},
    total: 0.6269691414415284,
    weight: 3,
    dx: [
      0.1752903921400367, 0.03911257327068745, -0.21440296541072412, -0.2815596588489351, 0.20583660399765155,
      0.07572305485128351, 0.04712341652466415, -0.0535008774471063, 0.006377460922442297,
    ],
  },
  {
    options: { smoothing: 0.3 },
    total: 2.226969141441528,
    weight: 3,
    dx: [
      0.07529039214003669, -0.06088742672931255, -0.014402965410724142, -0.0815596588489351,
      0.10583660399765153, -0.024276945148716485, -0.05287658347533585, 0.14649912255289366,
      -0.0936225390775577,
    ],
  },
  {
    options: { weights: classWeights },
    total: 1.068352808222982,
    weight: 4.25,
    dx: [
      0.52587117642011, 0.11733771981206234, -0.6432088962321724, -0.2815596588489351, 0.20583660399765155,
      0.07572305485128351, 0.011780854131166037, -0.013375219361776575, 0.0015943652306105742,
    ],
  },
  {
    options: { smoothing: 0.3, weights: classWeights, ignore: 0 },
    total: 2.6673021652856095,
    weight: 3.25,
    dx: [
      0.3426082401535926, 0.0737592475084858, -0.4163674876620783, 0, 0, 0, -0.07172595008520151,
      0.36789947353173624, -0.29617352344653464,
    ],
  },
];

/** Options with the weights as a tensor. */
function optionsOn(
  on: TensorOptions,
  { weights, ...others }: Omit<CrossEntropyOptions, "weights"> & { readonly weights?: readonly number[] },
): CrossEntropyOptions {
  return { ...others, ...(weights && { weights: tensor(weights, [weights.length], on) }) };
}

describe.each(cases)("crossEntropy on $name", ({ engine, dtype }) => {
  const on = { engine, dtype };
  const digits = dtype === "f32" ? 5 : 13;
  const x = tensor(logits, [3, 1, 3], on);
  const t = tensor([2, 0, 1], [3, 1], on);

  test.each(answers)("gives the numbers of PyTorch for $options", ({ options, total, weight, dx }) => {
    const settings = optionsOn(on, options);
    const got = crossEntropy(x, t, settings);
    expect(got.total).toBeCloseTo(total, digits);
    expect(got.weight).toBe(weight);
    const gradient = crossEntropyGradient(got.y, t, settings);
    expect(gradient.shape).toEqual([3, 1, 3]);
    for (const [i, value] of dx.entries()) expect(gradient.data[i]).toBeCloseTo(value, digits);
    const halved = crossEntropyGradient(got.y, t, { ...settings, factor: 0.5 });
    for (const [i, value] of dx.entries()) expect(halved.data[i]).toBeCloseTo(value / 2, digits);
  });

  test("without options it is softmaxCrossEntropy of class indices", () => {
    const rows = tensor(logits, [3, 3], on);
    const classes = tensor([2, 0, 1], [3], on);
    const { total, y } = crossEntropy(rows, classes);
    const plain = softmaxCrossEntropy(rows, classes);
    expect(total / 3).toBeCloseTo(plain.loss, digits);
    for (const [i, value] of [...plain.y.data].entries()) expect(y.data[i]).toBeCloseTo(value, digits);
  });

  test("targets that are ignored need not be classes, and change nothing but their rows of y", () => {
    const rows = tensor([...logits, 7, -7, Infinity], [4, 3], on);
    const padded = tensor([2, 0, 1, -1], [4], on);
    const { total, weight, y } = crossEntropy(rows, padded, { ignore: -1 });
    expect(total).toBeCloseTo(crossEntropy(x, t).total, 14);
    expect(weight).toBe(3);
    const dx = crossEntropyGradient(y, padded, { ignore: -1 });
    expect([...dx.data].slice(9)).toEqual([0, 0, 0]);
  });

  test("a class of weight 0 adds nothing, even for a logit of -Infinity", () => {
    const options = optionsOn(on, { weights: [0, 1, 1], smoothing: 0.5 });
    const got = crossEntropy(tensor([-Infinity, 0, 0], [1, 3], on), tensor([1], [1], on), options);
    expect(got.total).toBeCloseTo((0.5 + 2 / 6) * Math.LN2, digits);
    const only = crossEntropy(
      tensor([-Infinity, 0, 0], [1, 3], on),
      tensor([0], [1], on),
      optionsOn(on, { weights: [0, 1, 1] }),
    );
    expect([only.total, only.weight]).toEqual([0, 0]);
    // also as the target of a smoothed loss: half of the share of the two others
    const smoothed = crossEntropy(tensor([-Infinity, 0, 0], [1, 3], on), tensor([0], [1], on), options);
    expect(smoothed.total).toBeCloseTo((2 / 6) * Math.LN2, digits);
  });

  test("refuses targets and options that do not fit", () => {
    expect(refusal(() => crossEntropy(x, tensor([0, 3, 1], [3, 1], on), { ignore: -1 }))).toEqual({
      code: "E_TARGET",
      message: "crossEntropy: t[1] must be a class index from 0 to 2, or -1, got 3",
    });
    expect(refusal(() => crossEntropy(x, tensor([0, 1, 1], [3], on)))).toEqual({
      code: "E_SHAPE",
      message: "crossEntropy: x [.., classes] needs t [..], got [3, 1, 3] and [3]",
    });
    expect(refusal(() => crossEntropy(x, t, { smoothing: 1.5 })).code).toBe("E_ARGUMENT");
    expect(refusal(() => crossEntropy(x, t, optionsOn(on, { weights: [1, 2] })))).toEqual({
      code: "E_SHAPE",
      message: "crossEntropy: 3 classes need weights [3], got [2]",
    });
  });
});

test("portable agrees with the reference for any number of classes and options", () => {
  const portable = createPortableEngine();
  const settings = fc.record({
    classes: fc.integer({ min: 1, max: 40 }),
    smoothing: fc.constantFrom(0, 0.1, 1),
    weighted: fc.boolean(),
    ignore: fc.constantFrom(undefined, 0, -1),
    dtype: fc.constantFrom("f32" as const, "f64" as const),
  });
  fc.assert(
    fc.property(settings, ({ classes, smoothing, weighted, ignore, dtype }) => {
      const rows = 5;
      const weights = numbers(classes, "weights").map(Math.abs);
      const run = (engine: Engine) => {
        const on = { engine, dtype };
        const options = optionsOn(on, {
          smoothing,
          ...(weighted && { weights }),
          ...(ignore !== undefined && { ignore }),
        });
        const x = tensor(
          numbers(rows * classes, "x").map((value) => value / 5),
          [rows, classes],
          on,
        );
        const t = tensor(
          [0, 1, 2, 3, 4].map((i) => (7 * i) % classes),
          [rows],
          on,
        );
        const { total, weight, y } = crossEntropy(x, t, options);
        const dx = crossEntropyGradient(y, t, { ...options, factor: 0.3 });
        return { sums: [total, weight], tensors: [...y.data, ...dx.data], size: Math.max(1, ...weights) };
      };
      const [got, expected] = [run(portable), run(referenceEngine)];
      for (const [i, value] of expected.sums.entries())
        expect(Math.abs(got.sums[i] - value)).toBeLessThanOrEqual(
          (dtype === "f32" ? 1e-6 : 1e-12) * (1 + value),
        );
      const limit = 10 * machineEpsilon(dtype) * expected.size * classes;
      for (const [i, value] of expected.tensors.entries())
        expect(Math.abs(got.tensors[i] - value)).toBeLessThanOrEqual(limit);
    }),
    { seed: 9, numRuns: 150 },
  );
});

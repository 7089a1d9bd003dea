import { philoxStreams, RetrogradError, reshape, tensor } from "@retrograd/core";
import { targetSpec } from "@retrograd/plugin";
import { f64, matrix, training } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import { softmaxWithLoss } from "./softmax-with-loss.js";

const loss = softmaxWithLoss.create({}, [3], f64);
// softmax of [0, ln 2, ln 5] is [1, 2, 5] / 8
const x = matrix([
  [0, Math.log(2), Math.log(5)],
  [0, 0, 0],
]);

test.each([
  ["class indices", tensor([2, 0], [2], f64)],
  [
    "one-hot targets",
    matrix([
      [0, 0, 1],
      [1, 0, 0],
    ]),
  ],
])("mean cross entropy in nats and (y - t) / batch for %s", (_name, t) => {
  const { loss: value, y, backward } = loss.forward(x, t);
  // by hand: -ln(5/8) and -ln(1/3)
  expect(value).toBeCloseTo((Math.log(8 / 5) + Math.log(3)) / 2, 15);
  for (const [i, p] of [1 / 8, 2 / 8, 5 / 8, 1 / 3, 1 / 3, 1 / 3].entries())
    expect(y.data[i]).toBeCloseTo(p, 15);
  const expected = [1 / 16, 2 / 16, -3 / 16, -1 / 3, 1 / 6, 1 / 6];
  const { dx } = backward();
  for (const [i, gradient] of expected.entries()) expect(dx.data[i]).toBeCloseTo(gradient, 15);
  expect(backward(2).dx.data[2]).toBeCloseTo(-3 / 8, 15);
});

test("soft targets weigh the classes", () => {
  const t = matrix([
    [0.5, 0.25, 0.25],
    [0, 0, 1],
  ]);
  const { loss: value, backward } = loss.forward(x, t);
  const first = 0.5 * Math.log(8) + 0.25 * Math.log(4) + 0.25 * Math.log(8 / 5);
  expect(value).toBeCloseTo((first + Math.log(3)) / 2, 15);
  const { dx } = backward();
  for (const [i, gradient] of [-3 / 16, 0, 3 / 16].entries()) expect(dx.data[i]).toBeCloseTo(gradient, 15);
});

test.each(["f32", "f64"] as const)("logits of +-1e4 give finite losses and gradients in %s", (dtype) => {
  const built = softmaxWithLoss.create({}, [2], { ...f64, dtype });
  const logits = tensor([1e4, -1e4, -1e4, 1e4], [2, 2], { dtype });
  const { loss: value, backward } = built.forward(logits, tensor([0, 0], [2], { dtype }));
  // the first row is certain and right, the second is 2e4 nats wrong
  expect(value).toBe(1e4);
  expect([...backward().dx.data]).toEqual([0, 0, -0.5, 0.5]);
});

test("predicts probabilities", () => {
  const y = loss.predict(x);
  expect(y.data[0]).toBeCloseTo(1 / 8, 15);
  expect(y.shape).toEqual([2, 3]);
});

test.each([
  [
    "an index beyond the classes",
    tensor([0, 3], [2], f64),
    "E_TARGET",
    "t[1] must be a class index from 0 to 2, got 3",
  ],
  ["a fraction for an index", tensor([0.5, 1], [2], f64), "E_TARGET", "t[0] must be a class index"],
  [
    "a negative weight",
    matrix([
      [0, 0, 1],
      [2, -1, 0],
    ]),
    "E_TARGET",
    "t[1, 1] must be a weight >= 0, got -1",
  ],
  [
    "too few targets",
    tensor([0], [1], f64),
    "E_SHAPE",
    "needs t [2] (class indices) or [2, 3] (weights), got [1]",
  ],
])("%s is refused", (_name, t, code, message) => {
  expect(() => loss.forward(x, t)).toThrow(RetrogradError);
  expect(() => loss.forward(x, t)).toThrow(message);
  expect(() => loss.forward(x, t)).toThrow(expect.objectContaining({ code }));
});

test.each([
  [{}, [], "needs an axis of classes, got []"],
  [{ weights: [1, 2] }, [3], '"weights" must have one number for each of the 3 classes, got 2'],
])("options %j on %j are refused", (options, shape, message) => {
  expect(() => softmaxWithLoss.create(options, shape, f64)).toThrow(message);
});

describe("a sequence", () => {
  const steps = softmaxWithLoss.create({}, [2, 3], f64);
  const sequence = reshape(x, [1, 2, 3]);

  test("has a class for each step, and the mean is over the steps", () => {
    expect(targetSpec(steps)).toEqual({ kind: "classes", shape: [2], classes: 3 });
    const one = loss.forward(x, tensor([2, 0], [2], f64));
    const all = steps.forward(sequence, tensor([2, 0], [1, 2], f64));
    expect(all).toMatchObject({ loss: one.loss, weight: 2, y: { shape: [1, 2, 3] } });
    expect(all.backward().dx.shape).toEqual([1, 2, 3]);
    expect([...all.backward().dx.data]).toEqual([...one.backward().dx.data]);
    expect([...steps.predict(sequence).data]).toEqual([...loss.predict(x).data]);
  });

  test("needs a target for each step", () => {
    expect(() => steps.forward(sequence, tensor([2], [1], f64))).toThrow(
      "x [1, 2, 3] needs t [1, 2] (class indices) or [1, 2, 3] (weights), got [1]",
    );
  });
});

/** The definition of PyTorch's CrossEntropyLoss, term by term. */
function expectedLoss(
  logits: readonly (readonly number[])[],
  targets: readonly number[],
  { smoothing = 0, weights = [1, 1, 1], ignore = Number.NaN },
) {
  let [total, weight] = [0, 0];
  for (const [row, target] of targets.entries()) {
    if (target === ignore) continue;
    const values = logits[row] ?? [];
    const log = Math.log(values.reduce((sum, value) => sum + Math.exp(value), 0));
    for (const [j, value] of values.entries()) {
      const share = (j === target ? 1 - smoothing : 0) + smoothing / values.length;
      total += (weights[j] ?? 0) * share * (log - value);
    }
    weight += weights[target] ?? 0;
  }
  return { loss: total / weight, weight };
}

test.each([
  { smoothing: 0.1 },
  { weights: [1, 0.25, 3] },
  { ignore: -100 },
  { smoothing: 0.3, weights: [1, 0.25, 3], ignore: 1 },
])("with %j the mean is over the weights of the targets", (options) => {
  const logits = [
    [0, 1, -2],
    [0.5, 0, 0],
    [1, 2, 3],
    [-1, 0, 1],
  ] as const;
  const targets = [2, 1, options.ignore ?? 0, 0];
  const built = softmaxWithLoss.create(options, [3], f64);
  const { loss: value, weight } = built.forward(matrix(logits), tensor(targets, [4], f64));
  const expected = expectedLoss(logits, targets, options);
  expect(value).toBeCloseTo(expected.loss, 14);
  expect(weight).toBe(expected.weight);
});

test("targets that are ignored change neither the loss nor the gradient of the others", () => {
  const built = softmaxWithLoss.create({ ignore: -1 }, [3], f64);
  const alone = loss.forward(matrix([[1, 2, 3]]), tensor([2], [1], f64));
  const padded = built.forward(
    matrix([
      [1, 2, 3],
      [9, 9, -9],
    ]),
    tensor([2, -1], [2], f64),
  );
  expect(padded.weight).toBe(1);
  expect(padded.loss).toBeCloseTo(Number(alone.loss), 14);
  const expected = [...Array.from(alone.backward().dx.data), 0, 0, 0];
  for (const [i, value] of expected.entries()) expect(padded.backward().dx.data[i]).toBeCloseTo(value, 14);
  const nothing = built.forward(matrix([[1, 2, 3]]), tensor([-1], [1], f64));
  expect(nothing).toMatchObject({ loss: 0, weight: 0 });
  expect([...nothing.backward().dx.data]).toEqual([0, 0, 0]);
});

test("smoothing and weights count for soft targets as for the classes they stand for, with the mean over the rows", () => {
  const options = { smoothing: 0.3, weights: [1, 0.25, 3] };
  const built = softmaxWithLoss.create(options, [3], f64);
  const oneHot = matrix([
    [0, 0, 1],
    [1, 0, 0],
  ]);
  const [soft, classes] = [built.forward(x, oneHot), built.forward(x, tensor([2, 0], [2], f64))];
  expect(soft.weight).toBe(2);
  expect(Number(soft.loss) * 2).toBeCloseTo(Number(classes.loss) * 4, 14);
  for (const [i, value] of Array.from(classes.backward().dx.data).entries())
    expect(soft.backward().dx.data[i]).toBeCloseTo(2 * value, 14);
});

test("a target out of range is refused with options, and with a mask", () => {
  const t = tensor([2, -1], [2], f64);
  for (const options of [{ smoothing: 0.1 }, { weights: [1, 1, 1] }, { ignore: -2 }])
    expect(() => softmaxWithLoss.create(options, [3], f64).forward(x, t)).toThrow(
      "t[1] must be a class index",
    );
  const steps = softmaxWithLoss.create({}, [2, 3], f64);
  const withMask = (mask: readonly number[]) => () =>
    steps.forward(reshape(x, [1, 2, 3]), reshape(t, [1, 2]), {
      ...training,
      params: {},
      mask: tensor(mask, [1, 2], f64),
    });
  expect(withMask([1, 1])).toThrow("t[1] must be a class index");
  expect(withMask([1, 0])().weight).toBe(1);
});

describe("focal", () => {
  // by hand: softmax is [1, 2, 5] / 8 and [1, 1, 1] / 3; each term counts (1 - y)^2
  const t = tensor([2, 0], [2], f64);

  test("multiplies each term by a power of 1 - y", () => {
    const built = softmaxWithLoss.create({ focal: 2 }, [3], f64);
    const { loss: value, weight, y } = built.forward(x, t);
    const [first, second] = [(3 / 8) ** 2 * Math.log(8 / 5), (2 / 3) ** 2 * Math.log(3)];
    expect(value).toBeCloseTo((first + second) / 2, 15);
    expect(weight).toBe(2);
    expect(y.data[0]).toBeCloseTo(1 / 8, 15);
    // what preflight compares the first loss with: chance among three classes
    expect(built.ofNothing?.(t)).toBeCloseTo((2 / 3) ** 2 * Math.log(3), 15);
    expect(loss.ofNothing).toBeUndefined();
  });

  test("of 0 is cross entropy, and near 0 is near it", () => {
    const plain = loss.forward(x, t);
    expect(softmaxWithLoss.create({ focal: 0 }, [3], f64).forward(x, t).loss).toBe(plain.loss);
    const near = softmaxWithLoss.create({ focal: 1e-9 }, [3], f64).forward(x, t);
    expect(near.loss).toBeCloseTo(Number(plain.loss), 8);
    for (const [i, value] of Array.from(plain.backward().dx.data).entries())
      expect(near.backward().dx.data[i]).toBeCloseTo(value, 8);
  });

  test.each(["f32", "f64"] as const)("is finite where a class is certain, in %s", (dtype) => {
    const built = softmaxWithLoss.create({ focal: 0.5 }, [2], { ...f64, dtype });
    const sure = built.forward(
      tensor([1e4, -1e4, -1e4, 1e4], [2, 2], { dtype }),
      tensor([0, 0], [2], { dtype }),
    );
    expect(sure.loss).toBe(1e4);
    expect([...sure.backward().dx.data].map(Math.abs)).toEqual([0, 0, 0.5, 0.5]);
  });

  test("ignores what is ignored, and refuses a target out of range", () => {
    const built = softmaxWithLoss.create({ focal: 2, ignore: -1 }, [3], f64);
    const alone = softmaxWithLoss
      .create({ focal: 2 }, [3], f64)
      .forward(matrix([[1, 2, 3]]), tensor([2], [1], f64));
    const padded = built.forward(
      matrix([
        [1, 2, 3],
        [9, 9, -9],
      ]),
      tensor([2, -1], [2], f64),
    );
    expect(padded.weight).toBe(1);
    expect(padded.loss).toBeCloseTo(Number(alone.loss), 14);
    expect([...padded.backward().dx.data].slice(3).map(Math.abs)).toEqual([0, 0, 0]);
    expect(() => built.forward(matrix([[1, 2, 3]]), tensor([3], [1], f64))).toThrow(
      "t[0] must be a class index",
    );
  });
});

test.each([
  ["a class is ignored", { ignore: 1 }],
  ["all classes but one weigh 0", { weights: [0, 0, 1] }],
  ["one class is left", { ignore: 0, weights: [1, 0, 1] }],
])("the first example target counts where %s", (_name, options) => {
  const partial = softmaxWithLoss.create(options, [3], f64);
  const firsts = Array.from(
    { length: 20 },
    (_, seed) => partial.exampleTargets(3, philoxStreams(seed).stream("t")).data[0] ?? -1,
  );
  const counting = [0, 1, 2].filter(
    (k) =>
      k !== ("ignore" in options ? options.ignore : -1) && ("weights" in options ? options.weights[k] : 1),
  );
  expect([...new Set(firsts)].sort()).toEqual(counting);
});

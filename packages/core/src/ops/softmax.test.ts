import { refusal } from "@retrograd/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cases } from "../../tests/engines-under-test.js";
import {
  machineEpsilon,
  softmax,
  softmaxCrossEntropy,
  softmaxCrossEntropyGradient,
  tensor,
  zeros,
} from "../index.js";

// the logits (0, ln 3) have the softmax (1/4, 3/4)
const [ln2, ln3, ln4] = [Math.LN2, 1.0986122886681098, 2 * Math.LN2];

describe.each(cases)("softmax on $name", ({ engine, dtype }) => {
  const on = { engine, dtype };
  const digits = dtype === "f32" ? 6 : 14;

  function expectClose(got: Iterable<number>, expected: readonly number[]): void {
    const values = [...got];
    expect(values).toHaveLength(expected.length);
    for (const [i, value] of values.entries()) expect(value).toBeCloseTo(expected[i], digits);
  }

  test("gives the probabilities computed by hand", () => {
    const y = softmax(tensor([0, ln3, 5, 5], [2, 2], on));
    expect(y.shape).toEqual([2, 2]);
    expectClose(y.data, [0.25, 0.75, 0.5, 0.5]);
  });

  test("is exact for logits of 10,000 and -10,000", () => {
    expect([...softmax(tensor([1e4, 0, -1e4, -1e4, -1e4, 1e4], [2, 3], on)).data]).toEqual([
      1, 0, 0, 0, 0, 1,
    ]);
  });

  test("gives -Infinity the probability 0, and NaN for the rows that hold a NaN", () => {
    expect([...softmax(tensor([-Infinity, 0, Number.NaN, 0], [2, 2], on)).data]).toEqual([
      0,
      1,
      Number.NaN,
      Number.NaN,
    ]);
  });

  test("has rows that sum to 1, whatever the logits", () => {
    const logit = fc.double({ min: -1e4, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(fc.array(logit, { minLength: 1, maxLength: 40 }), (row) => {
        const y = [...softmax(tensor(row, [1, row.length], on)).data];
        expect(Math.min(...y)).toBeGreaterThanOrEqual(0);
        const total = y.reduce((a, b) => a + b, 0);
        expect(Math.abs(total - 1)).toBeLessThanOrEqual((row.length + 1) * machineEpsilon(dtype));
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  test("refuses a tensor that is not a matrix", () => {
    expect(refusal(() => softmax(zeros([3], on)))).toEqual({
      code: "E_SHAPE",
      message: "softmax: a matrix [rows, columns] is needed, got [3]; reshape it first",
    });
  });
});

describe.each(cases)("softmaxCrossEntropy on $name", ({ engine, dtype }) => {
  const on = { engine, dtype };
  const digits = dtype === "f32" ? 6 : 14;
  const x = tensor([0, ln3, ln3, 0], [2, 2], on);

  test.each([
    // -ln 3/4 and -ln 1/4; rows (1/4, 3/4) - (0, 1) and (3/4, 1/4) - (0, 1), halved
    {
      targets: "class indices",
      t: [1, 1],
      shape: [2],
      loss: (ln4 - ln3 + ln4) / 2,
      dx: [0.125, -0.125, 0.375, -0.375],
    },
    {
      targets: "one-hot rows",
      t: [0, 1, 0, 1],
      shape: [2, 2],
      loss: (ln4 - ln3 + ln4) / 2,
      dx: [0.125, -0.125, 0.375, -0.375],
    },
    // half of each class: the loss is (ln 4 + ln 4 - ln 3) / 2 in both rows
    {
      targets: "soft weights",
      t: [0.5, 0.5, 0.5, 0.5],
      shape: [2, 2],
      loss: ln4 - ln3 / 2,
      dx: [-0.125, 0.125, 0.125, -0.125],
    },
    // weights that sum to 2 and to 0: dx = (sum(t) y - t) / 2
    {
      targets: "weights that do not sum to 1",
      t: [0, 2, 0, 0],
      shape: [2, 2],
      loss: ln4 - ln3,
      dx: [0.25, -0.25, 0, 0],
    },
  ])("gives the loss and gradient computed by hand for $targets", ({ t, shape, loss, dx }) => {
    const targets = tensor(t, shape, on);
    const { loss: got, y } = softmaxCrossEntropy(x, targets);
    expect(got).toBeCloseTo(loss, digits);
    for (const [i, value] of [0.25, 0.75, 0.75, 0.25].entries()) expect(y.data[i]).toBeCloseTo(value, digits);
    const gradient = softmaxCrossEntropyGradient(y, targets);
    expect(gradient.shape).toEqual([2, 2]);
    for (const [i, value] of dx.entries()) expect(gradient.data[i]).toBeCloseTo(value, digits);
  });

  test("the loss of equal logits is ln of the number of classes", () => {
    expect(softmaxCrossEntropy(zeros([3, 2], on), tensor([0, 1, 0], [3], on)).loss).toBeCloseTo(ln2, 15);
  });

  test("dloss scales the gradient", () => {
    const t = tensor([1, 1], [2], on);
    const { y } = softmaxCrossEntropy(x, t);
    const doubled = softmaxCrossEntropyGradient(y, t, 2).data;
    const once = softmaxCrossEntropyGradient(y, t).data;
    expect([...doubled]).toEqual([...once].map((v) => 2 * v));
  });

  test("the loss is exact even when the probability underflows", () => {
    const big = tensor([1e4, 0, -1e4], [1, 3], on);
    expect(softmaxCrossEntropy(big, tensor([2], [1], on)).loss).toBe(2e4);
    expect(softmaxCrossEntropy(big, tensor([1], [1], on)).loss).toBe(1e4);
    expect(softmaxCrossEntropy(big, tensor([0], [1], on)).loss).toBe(0);
  });

  test("a weight of 0 adds nothing to the loss, even for a logit of -Infinity", () => {
    const open = tensor([-Infinity, 0, 0], [1, 3], on);
    expect(softmaxCrossEntropy(open, tensor([0, 0.5, 0.5], [1, 3], on)).loss).toBeCloseTo(ln2, 15);
  });

  test("one-hot rows give the bits of class indices", () => {
    const rows = fc.array(
      fc.record({
        logits: fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 4, maxLength: 4 }),
        target: fc.integer({ min: 0, max: 3 }),
      }),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(rows, (batch) => {
        const logits = tensor(
          batch.flatMap((row) => row.logits),
          [batch.length, 4],
          on,
        );
        const indices = tensor(
          batch.map((row) => row.target),
          [batch.length],
          on,
        );
        const oneHot = tensor(
          batch.flatMap((row) => [0, 1, 2, 3].map((j) => (j === row.target ? 1 : 0))),
          [batch.length, 4],
          on,
        );
        const [byIndex, byWeight] = [
          softmaxCrossEntropy(logits, indices),
          softmaxCrossEntropy(logits, oneHot),
        ];
        expect(byWeight.loss).toBe(byIndex.loss);
        expect([...byWeight.y.data]).toEqual([...byIndex.y.data]);
        expect([...softmaxCrossEntropyGradient(byWeight.y, oneHot).data]).toEqual([
          ...softmaxCrossEntropyGradient(byIndex.y, indices).data,
        ]);
      }),
      { seed: 4, numRuns: 100 },
    );
  });

  test.each([
    { t: [0, 2], message: "t[1] must be a class index from 0 to 1, got 2" },
    { t: [-1, 0], message: "t[0] must be a class index from 0 to 1, got -1" },
    { t: [0.5, 0], message: "t[0] must be a class index from 0 to 1, got 0.5" },
    { t: [0, Number.NaN], message: "t[1] must be a class index from 0 to 1, got NaN" },
    { t: [0, 1, 1, -0.5], message: "t[1, 1] must be a weight >= 0, got -0.5" },
    { t: [0, 1, Number.NaN, 0], message: "t[1, 0] must be a weight >= 0, got NaN" },
    { t: [0, Infinity, 0, 0], message: "t[0, 1] must be a weight >= 0, got Infinity" },
  ])("refuses: $message", ({ t, message }) => {
    const targets = tensor(t, t.length === 2 ? [2] : [2, 2], on);
    const refused = { code: "E_TARGET", message: `softmaxCrossEntropy: ${message}` };
    expect(refusal(() => softmaxCrossEntropy(x, targets))).toEqual(refused);
    expect(refusal(() => softmaxCrossEntropyGradient(softmax(x), targets))).toEqual(refused);
  });

  test.each([[3], [2, 3], [1, 2], [], [2, 2, 1]])("refuses targets of shape %j", (...shape) => {
    expect(refusal(() => softmaxCrossEntropy(x, zeros(shape, on)))).toEqual({
      code: "E_SHAPE",
      message: `softmaxCrossEntropy: x [2, 2] needs t [2] (class indices) or [2, 2] (weights), got [${shape.join(", ")}]`,
    });
  });

  test.each([
    { shape: [0, 3], targets: [0] },
    { shape: [2, 0], targets: [2] },
  ])("refuses an empty batch $shape", ({ shape, targets }) => {
    expect(refusal(() => softmaxCrossEntropy(zeros(shape, on), zeros(targets, on)))).toEqual({
      code: "E_SHAPE",
      message: `softmaxCrossEntropy: x [${shape.join(", ")}] has no elements`,
    });
  });
});

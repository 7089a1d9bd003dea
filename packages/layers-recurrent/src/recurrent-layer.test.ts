import {
  concat,
  createPortableEngine,
  philoxStreams,
  referenceEngine,
  reverse,
  type Shape,
  slice,
  type Tensor,
  tensor,
} from "@retrograd/core";
import { checkLayer } from "@retrograd/gradcheck";
import type { Layer, Params } from "@retrograd/plugin";
import { f64, training } from "@retrograd/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gru, lstm, rnn } from "./layers.js";

const [features, units] = [3, 2];
const common = { units, forgetBias: 1, init: "Xavier", recurrentInit: "Xavier", carry: false };
type Options = typeof common & { readonly sequences: boolean; readonly reverse: boolean };

/** Each layer, as a function of its options and its number of steps. */
const layers: readonly (readonly [string, (options: Options, time: number) => Layer])[] = [
  ["Rnn", (options, time) => rnn.create(options, [time, features], f64)],
  ["Lstm", (options, time) => lstm.create(options, [time, features], f64)],
  ["Gru", (options, time) => gru.create({ ...options, reset: "after" }, [time, features], f64)],
  [
    "Gru, reset before",
    (options, time) => gru.create({ ...options, reset: "before" }, [time, features], f64),
  ],
];

const directions = [false, true].flatMap((sequences) =>
  [false, true].map((backwards) => ({ ...common, sequences, reverse: backwards })),
);

const rng = philoxStreams(3).stream("numbers");
function normal(shape: Shape, engine = referenceEngine): Tensor {
  const size = shape.reduce((product, axis) => product * axis, 1);
  return tensor(Float64Array.from({ length: size }, rng.normal), shape, { dtype: "f64", engine });
}
const paramsOf = ({ paramShapes }: Layer, engine = referenceEngine): Params =>
  Object.fromEntries(Object.entries(paramShapes).map(([name, shape]) => [name, normal(shape, engine)]));
const numbers = (x: Tensor | undefined) => Array.from(x?.data ?? []);

describe.each(layers)("%s", (_name, create) => {
  test("passes the check of gradients with every option", () => {
    for (const options of directions)
      expect(checkLayer(create(options, 3), [3, features], { seed: 1 }).verdict).toBe("pass");
  });

  test("reversed, it gives what it gives for the reversed steps, in the order of the inputs", () => {
    const [ahead, back] = [false, true].map((backwards) =>
      create({ ...common, sequences: true, reverse: backwards }, 4),
    ) as [Layer, Layer];
    const [params, x, dy] = [paramsOf(ahead), normal([2, 4, features]), normal([2, 4, units])];
    const expected = ahead.forward(params, reverse(x, 1), training);
    const got = back.forward(params, x, training);
    expect(numbers(got.y)).toEqual(numbers(reverse(expected.y, 1)));
    const [gradients, others] = [got.backward(dy), expected.backward(reverse(dy, 1))];
    expect(numbers(gradients.dx)).toEqual(numbers(others.dx && reverse(others.dx, 1)));
    expect(numbers(gradients.grads.Wh)).toEqual(numbers(others.grads.Wh));
  });

  test("without sequences, y is the state after the last step that is read", () => {
    for (const backwards of [false, true]) {
      const options = { ...common, reverse: backwards };
      const all = create({ ...options, sequences: true }, 4);
      const [params, x] = [paramsOf(all), normal([2, 4, features])];
      const steps = all.forward(params, x, training).y;
      const last = create({ ...options, sequences: false }, 4).forward(params, x, training).y;
      const step = backwards ? 0 : 3;
      expect(numbers(last)).toEqual(numbers(slice(steps, 1, step, step + 1)));
    }
  });

  test.each([referenceEngine, createPortableEngine()])(
    "on $name, each row of a padded batch has the bits of the sequence alone",
    (engine) => {
      const lengths = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 4 });
      fc.assert(
        fc.property(lengths, fc.constantFrom(...directions), (rows, options) => {
          const time = Math.max(1, ...rows);
          const layer = create(options, time);
          const [params, x] = [paramsOf(layer, engine), normal([rows.length, time, features], engine)];
          const counts = rows.flatMap((n) => Array.from({ length: time }, (_, t) => (t < n ? 1 : 0)));
          const mask = tensor(counts, [rows.length, time], x);
          const { y } = layer.forward(params, x, { ...training, mask });
          for (const [row, length] of rows.entries()) {
            const own = numbers(slice(y, 0, row, row + 1));
            if (length === 0) {
              expect(own.every((value) => value === 0)).toBe(true);
              continue;
            }
            const sequence = slice(slice(x, 0, row, row + 1), 1, 0, length);
            const alone = numbers(create(options, length).forward(params, sequence, training).y);
            expect(own.slice(0, alone.length)).toEqual(alone);
            expect(own.slice(alone.length).every((value) => value === 0)).toBe(true);
          }
        }),
        { numRuns: 20 },
      );
    },
  );

  test("with carry, two batches give the bits of one sequence, also where steps are padding", () => {
    const options = { ...common, sequences: true, reverse: false };
    const [whole, part] = [create(options, 6), create({ ...options, carry: true }, 3)];
    const [params, x] = [paramsOf(whole), normal([2, 6, features])];
    const mask = tensor([1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0], [2, 6], x);
    const expected = whole.forward(params, x, { ...training, mask }).y;
    let state = Object.fromEntries(
      Object.keys(part.state ?? {}).map((name) => [name, tensor(Array(4).fill(0), [2, units], f64)]),
    );
    const ys: Tensor[] = [];
    for (const mode of ["train", "eval"] as const) {
      const at = 3 * ys.length;
      const ctx = { ...training, mode, mask: slice(mask, 1, at, at + 3) };
      const pass = part.forward({ ...params, ...state }, slice(x, 1, at, at + 3), ctx);
      ys.push(pass.y);
      state = { ...pass.state };
    }
    expect(numbers(concat(ys, 1))).toEqual(numbers(expected));
  });

  test("leaves out the gradients that nobody needs", () => {
    const layer = create({ ...common, sequences: false, reverse: false }, 2);
    const [params, x] = [paramsOf(layer), normal([1, 2, features])];
    const dy = normal([1, units]);
    const first = layer.forward(params, x, { ...training, needsInputGradient: false }).backward(dy);
    expect(first.dx).toBeUndefined();
    const frozen = layer.forward(params, x, { ...training, needsParamGradients: false }).backward(dy);
    expect(frozen.grads).toEqual({});
    expect(numbers(frozen.dx)).toHaveLength(2 * features);
  });
});

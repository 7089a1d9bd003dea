import { map, scale, square, subtract, sum, zeros } from "@retrograd/core";
import type { LayerExample, LossDefinition, Schema } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { isProved, provePlugin } from "./prove-plugin.js";

const power: Schema<unknown> = {
  "~standard": {
    version: 1,
    vendor: "by hand",
    validate: (value) =>
      Object(value).power === 2 ? { value } : { issues: [{ message: "must be 2", path: ["power"] }] },
  },
};

/** Half the mean of squares, with a way back of its own where a number is 0. */
const squares = (atZero: number, examples?: readonly LayerExample[]): LossDefinition => ({
  type: "Powers",
  summary: "Half the mean of squares.",
  options: power,
  ...(examples === undefined ? {} : { examples }),
  create: (_options, inShape, ctx) => ({
    type: "Powers",
    outShape: inShape,
    targets: "values",
    forward(x, t) {
      const rows = x.shape[0] ?? 0;
      const error = subtract(x, t);
      const slope = map(error, (e) => (e === 0 ? atZero : e));
      return {
        loss: sum(square(error)) / 2 / rows,
        y: x,
        backward: (dloss = 1) => ({ dx: scale(slope, dloss / rows) }),
      };
    },
    predict: (x) => x,
    exampleTargets: (batch) => zeros([batch, ...inShape], ctx),
  }),
});

test("a loss that takes no default options needs examples, and is used as they say", () => {
  const [unproved] = provePlugin({ name: "powers", losses: [squares(0)] });
  expect(unproved?.problem).toContain("give its definition examples: [{ options, input }]");
  const proofs = provePlugin({
    name: "powers",
    losses: [squares(0, [{ options: { power: 2 }, input: [3], output: [3] }])],
  });
  expect(isProved(proofs)).toBe(true);
  expect(proofs.map(({ name }) => name)).toContain(
    'Powers {"power":2} on [3]: the gradient is the derivative',
  );
});

test("a loss is tried at inputs that no random draw gives", () => {
  const proofs = provePlugin({
    name: "powers",
    losses: [squares(1, [{ options: { power: 2 }, input: [3] }])],
  });
  const problems = proofs.flatMap(({ problem }) => problem ?? []);
  expect(problems).toEqual([expect.stringContaining("Powers.x: special-input: backward is wrong for")]);
});

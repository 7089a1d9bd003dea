import { philoxStreams, slice, type Tensor, tensor } from "@retrograd/core";
import { checkExperimentText } from "@retrograd/experiment";
import { builtins } from "@retrograd/layers";
import { forwardLoss, initParams } from "@retrograd/network";
import { checkOptions, createRegistry } from "@retrograd/plugin";
import { f64, training } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import { bidirectional } from "./bidirectional.js";
import { lstm } from "./lstm.js";
import { recurrentLayers } from "./plugin.js";

const registry = createRegistry(builtins, recurrentLayers);
const [batch, time, features, units] = [3, 4, 2, 5];

/** The expanded entries of a block with these options. */
function expanded(options: unknown) {
  const { value, issues } = checkOptions(bidirectional, options, []);
  if (value === undefined) throw new Error(issues[0]?.message);
  return bidirectional.expand(value);
}

const rng = philoxStreams(1).stream("x");
const x = tensor(
  Float64Array.from({ length: batch * time * features }, rng.normal),
  [batch, time, features],
  f64,
);
const numbers = (one: Tensor | undefined) => Array.from(one?.data ?? []);

function networkOf(entry: string, input = `[${time}, ${features}]`) {
  const text = `dtype: float64\nmodel:\n  input: ${input}\n  layers:\n    - ${entry}\n    - IdentityWithLoss\n`;
  const { network, diagnostics } = checkExperimentText(text, { file: "experiment.yaml", registry });
  if (network === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return network;
}

describe.each([true, false])("with sequences: %s", (sequences) => {
  const network = networkOf(`Bidirectional: { Lstm: { units: ${units}, sequences: ${sequences} } }`);
  const params = initParams(network, philoxStreams(2));
  const outShape = sequences ? [time, 2 * units] : [2 * units];

  test("its halves have the bits of the two layers alone", () => {
    expect(network.layers.map(({ id }) => id)).toEqual(["Lstm1", "Lstm2", "Concat1"]);
    const t = tensor(new Float64Array(batch * outShape.reduce((a, b) => a * b)), [batch, ...outShape], f64);
    const { y } = forwardLoss(network, params, { x, t });
    for (const [i, reverse] of [false, true].entries()) {
      const options = { units, sequences, reverse, carry: false, forgetBias: 1, init: "", recurrentInit: "" };
      const alone = lstm.create(options, [time, features], f64);
      const own = alone.forward(params[`Lstm${i + 1}`] ?? {}, x, training).y;
      const half = slice(y, sequences ? 2 : 1, i * units, (i + 1) * units);
      expect(numbers(half)).toEqual(numbers(own));
    }
  });

  test("each row of a padded batch has the bits of the sequence alone", () => {
    const padding = 9;
    const length = 2;
    const of = (steps: number) =>
      networkOf(
        `Bidirectional: { Lstm: { units: ${units}, sequences: ${sequences} } }`,
        `{ shape: [${steps}, ${features}], padding: ${padding} }`,
      );
    const padded = tensor(
      Float64Array.from(x.data, (value, i) =>
        i >= length * features && i < time * features ? padding : value,
      ),
      x.shape,
      x,
    );
    const outputOf = (steps: number, input: Tensor) => {
      const shape = [input.shape[0] ?? 0, ...(sequences ? [steps, 2 * units] : [2 * units])];
      const t = tensor(new Float64Array(shape.reduce((a, b) => a * b)), shape, f64);
      return numbers(forwardLoss(of(steps), params, { x: input, t }).y);
    };
    const alone = outputOf(length, slice(slice(x, 0, 0, 1), 1, 0, length));
    expect(outputOf(time, padded).slice(0, alone.length)).toEqual(alone);
  });
});

test("it is written out as branches, joined along the last axis", () => {
  const branches = (type: string, options: object, join: unknown) => ({
    branches: {
      join,
      paths: [[{ [type]: { ...options, reverse: false } }], [{ [type]: { ...options, reverse: true } }]],
    },
  });
  expect(expanded({ Lstm: 16 })).toEqual([branches("Lstm", { units: 16 }, { Concat: "last" })]);
  expect(expanded({ layer: { Gru: 16 }, join: "Add" })).toEqual([branches("Gru", { units: 16 }, "Add")]);
  expect(expanded({ layer: { Own: { size: 2 } }, join: { Concat: 1 } })).toEqual([
    branches("Own", { size: 2 }, { Concat: 1 }),
  ]);
  expect(expanded({ Gru: { units: 2, reset: "before" } })).toEqual([
    branches(
      "Gru",
      { units: 2, reset: "before", sequences: false, init: "Xavier", recurrentInit: "Xavier" },
      { Concat: "last" },
    ),
  ]);
  expect(networkOf("Bidirectional: { Rnn: 3, join: Add }").layers.at(-1)?.layer.outShape).toEqual([3]);
});

test.each([
  [{}, 'the value must name one layer: Rnn, Lstm or Gru, or another as "layer", got {'],
  [{ Lstm: 2, Gru: 3 }, "the value must name one layer"],
  [{ Lstm: 0 }, '"Lstm"'],
  [{ Lstm: { units: 2, reverse: true } }, 'unknown key "reverse"'],
  [{ Lstm: { units: 2, carry: true } }, 'unknown key "carry"'],
  [{ layer: { Lstm: 2 }, Lstm: 3 }, "the value must name one layer"],
  [{ LSTM: 2 }, 'unknown key "LSTM"'],
])("options %j are refused", (options, message) => {
  expect(checkOptions(bidirectional, options, []).issues[0]?.message).toContain(message);
});

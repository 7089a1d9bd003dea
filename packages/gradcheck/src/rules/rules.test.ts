import { bufferOf, map, multiply, scale, sumRows, type Tensor, tensor, zeros } from "@retrograd/core";
import type { Forward, ForwardContext, Layer } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { layerOn, matrix } from "../../tests/failure.js";
import { batchOf } from "../network/batch-rows.js";
import type { LayerSetup } from "../network/layer-call.js";
import { finiteAtZero } from "./finite-at-zero.js";
import { formOfGradients } from "./form-of-gradients.js";
import { largerInputs } from "./larger-inputs.js";
import { mutatedInput } from "./mutated-input.js";
import { otherBatches } from "./other-batches.js";
import { ownForward } from "./own-forward.js";
import { ownResults } from "./own-results.js";
import { rowsAlone } from "./rows-alone.js";
import type { Rule } from "./rule.js";
import { stateBreaches } from "./state-breaches.js";
import { steadyBackward, steadyForward } from "./steady.js";
import { unregisteredParameter } from "./unregistered-parameter.js";

const x = matrix([1, -2], [3, 4], [-5, 6]);
const dy = matrix([1, 1], [-1, 1], [1, -1]);

/** y = 2 x, with something wrong about it. It has a parameter W [1] that does nothing. */
function doubled(wrong: Partial<Forward> = {}, more: Partial<Layer> = {}): LayerSetup {
  return layerOn(
    x,
    (input) => ({
      y: scale(input, 2),
      backward: (d) => ({ dx: scale(d, 2), grads: { W: zeros([1], d) } }),
      ...wrong,
    }),
    more,
  );
}

/** The same, with state between the calls of forward. */
function withForward(forward: (input: Tensor, ctx: ForwardContext) => Forward): LayerSetup {
  return doubled({}, { forward: (_params, input, ctx) => forward(input, ctx) });
}

const back = (dx: (d: Tensor) => Tensor | undefined): Partial<Forward> => ({
  backward(d) {
    const gradient = dx(d);
    return { ...(gradient === undefined ? {} : { dx: gradient }), grads: { W: zeros([1], d) } };
  },
});

const codesOf = (rule: Rule, setup: LayerSetup) =>
  rule(setup, dy).map(({ tensor: name, diagnosis }) => `${name} ${diagnosis.code}: ${diagnosis.message}`);

test("a right layer breaks no rule", () => {
  expect(stateBreaches(doubled(), dy)).toEqual([]);
  expect(largerInputs(doubled(), dy)).toEqual([]);
  expect(finiteAtZero(doubled(), dy)).toEqual([]);
});

test("writing into an argument is reported with its name, and undone", () => {
  const writes = (into: Tensor) =>
    back((d) => {
      bufferOf(into)[0] += 1;
      return scale(d, 2);
    });
  expect(codesOf(mutatedInput, doubled(writes(x)))).toEqual(["x mutated-input: backward writes into x"]);
  expect(codesOf(mutatedInput, doubled(writes(dy)))).toEqual(["x mutated-input: backward writes into dy"]);
  expect([x.data[0], dy.data[0]]).toEqual([1, 1]);
  const inPlace = withForward((input) => {
    bufferOf(input)[0] += 1;
    return { y: input, backward: (d) => ({ dx: d, grads: {} }) };
  });
  expect(codesOf(mutatedInput, inPlace)).toEqual(["x mutated-input: forward writes into x"]);
});

test("each gradient exists and has the shape and the number type of its tensor", () => {
  expect(codesOf(formOfGradients, doubled(back(() => undefined)))).toEqual([
    "x missing-gradient: backward returned no gradient for x",
  ]);
  expect(codesOf(formOfGradients, doubled(back(sumRows)))).toEqual([
    "x wrong-shape: backward returned a gradient of shape [2], but x is [3, 2]",
  ]);
  expect(codesOf(formOfGradients, doubled(back((d) => tensor(Array.from(d.data), d.shape))))).toEqual([
    "x wrong-dtype: backward returned float32 for x, which is float64",
  ]);
});

test("the same call gives the same: growing is accumulation, anything else nondeterminism", () => {
  let calls = 0;
  expect(codesOf(steadyBackward, doubled(back((d) => scale(d, ++calls))))).toEqual([
    "x accumulation: each backward of one forward gives more than the one before",
  ]);
  expect(codesOf(steadyBackward, doubled(back((d) => scale(d, Math.sin(++calls)))))).toEqual([
    "x nondeterministic: backward gives other numbers when it is called again",
  ]);
  const counting = withForward((input) => ({
    y: scale(input, ++calls),
    backward: (d) => ({ dx: d, grads: {} }),
  }));
  expect(codesOf(steadyForward, counting)).toEqual([
    "x nondeterministic: forward gives another output for the same input and random stream",
  ]);
});

test("a random stream gives each call the same numbers", () => {
  const noisy = withForward((input, { rng }) => ({
    y: map(input, (v) => v + rng.uniform()),
    backward: (d) => ({ dx: d, grads: {} }),
  }));
  expect(codesOf(steadyForward, noisy)).toEqual([]);
});

test("sums in a buffer that all calls share are accumulation too", () => {
  const sums = zeros(dy.shape, dy);
  const adding = back((d) => {
    for (const [i, value] of Array.from(d.data).entries()) bufferOf(sums)[i] += value;
    return sums;
  });
  expect(codesOf(steadyBackward, doubled(adding))).toMatchObject([expect.stringMatching(/^x accumulation/)]);
});

test("what was returned stays what it was", () => {
  const [gradient, output] = [zeros(dy.shape, dy), zeros(x.shape, x)];
  const shared = back((d) => {
    bufferOf(gradient).set(Array.from(d.data));
    return gradient;
  });
  expect(codesOf(ownResults, doubled(shared))).toEqual([
    "x reused-buffer: the next call of backward changes the gradient of x that was returned",
  ]);
  const sharedOutput = withForward((input) => {
    bufferOf(output).set(Array.from(input.data));
    return { y: output, backward: (d) => ({ dx: d, grads: {} }) };
  });
  expect(codesOf(ownResults, sharedOutput)).toEqual([
    "x reused-buffer: the next call of forward changes the output that was returned",
  ]);
});

test("backward answers for its own forward", () => {
  let latest = x;
  const keeping = withForward((input) => {
    latest = input;
    return { y: multiply(input, input), backward: (d) => ({ dx: multiply(d, scale(latest, 2)), grads: {} }) };
  });
  expect(codesOf(ownForward, keeping)).toEqual([
    "x stale-cache: another forward in between changes the result of backward",
  ]);
});

test("rows stay alone, unless the layer declares that it mixes them", () => {
  const centred = (mixesRows?: boolean) =>
    doubled(
      {},
      {
        ...(mixesRows === undefined ? {} : { mixesRows }),
        forward: (_params, input) => {
          const means = scale(sumRows(input), 1 / (input.shape[0] ?? 1)).data;
          const y = tensor(
            Array.from(input.data, (v, i) => v - means[i % 2]),
            input.shape,
            input,
          );
          return { y, backward: (d) => ({ dx: d, grads: {} }) };
        },
      },
    );
  expect(codesOf(rowsAlone, centred())).toEqual([
    "x row-dependence: row 0 of the output changes with other rows of the input",
  ]);
  expect(codesOf(rowsAlone, centred(true))).toEqual([]);
});

test("a parameter is one that init returns", () => {
  const asking = doubled(
    {},
    {
      forward: (params, input) => ({
        y: scale(input, params.gain?.data[0] ?? 1),
        backward: (d) => ({ dx: d, grads: {} }),
      }),
    },
  );
  expect(codesOf(unregisteredParameter, asking)).toEqual([
    "x unregistered-parameter: the layer reads the parameter gain, which init does not return",
  ]);
  expect(codesOf(unregisteredParameter, doubled({}, { paramShapes: { W: [1], V: [2] } }))).toEqual([
    "x unregistered-parameter: the layer reads the parameter V, which init does not return",
  ]);
});

/** min(max(x, 0), 20), with a backward that stops at 20 or does not. */
const clamped = (top: number) =>
  withForward((input) => ({
    y: map(input, (v) => Math.min(Math.max(v, 0), 20)),
    backward: (d) => ({
      dx: multiply(
        d,
        map(input, (v) => (v > 0 && v < top ? 1 : 0)),
      ),
      grads: {},
    }),
  }));

test("a function that is cut off for large inputs is checked there", () => {
  expect(codesOf(largerInputs, clamped(20))).toEqual([]);
  expect(codesOf(largerInputs, clamped(Infinity))).toEqual([
    "x input-range: backward is wrong for inputs 30 times as large, not for these",
  ]);
});

test("NaN at zeros is reported if forward gives numbers, infinity is not", () => {
  const root = (slope: (v: number) => number) =>
    withForward((input) => ({
      y: map(input, (v) => Math.sqrt(Math.abs(v))),
      backward: (d) => ({ dx: multiply(d, map(input, slope)), grads: {} }),
    }));
  expect(
    codesOf(
      finiteAtZero,
      root((v) => Math.sign(v) / (2 * Math.sqrt(Math.abs(v)))),
    ),
  ).toEqual(["x not-finite: backward gives NaN where the whole input is 0"]);
  expect(
    codesOf(
      finiteAtZero,
      root((v) => 1 / (2 * Math.sqrt(Math.abs(v)))),
    ),
  ).toEqual([]);
});

test("fewer rows are checked too", () => {
  const wrongAt = (rows: number) => {
    const setup = withForward((input) => ({
      y: scale(input, 2),
      backward: (d) => ({ dx: scale(d, input.shape[0] === rows ? 3 : 2), grads: {} }),
    }));
    return otherBatches(3, (n) => ({ ...setup, x: batchOf(x, n) }));
  };
  expect(wrongAt(2).map(({ diagnosis }) => diagnosis)).toEqual([
    { code: "batch-size", message: "backward is wrong for a batch of 2, not for one of 3" },
  ]);
  expect(wrongAt(1).map(({ diagnosis }) => diagnosis.message)).toEqual([
    "backward is wrong for a batch of 1, not for one of 3",
  ]);
  expect(wrongAt(3)).toEqual([]);
});

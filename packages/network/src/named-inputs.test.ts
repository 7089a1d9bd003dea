import {
  add,
  concat,
  gatherRows,
  philoxStreams,
  RetrogradError,
  reshape,
  scatterAddRows,
  tensor,
} from "@retrograd/core";
import { createRegistry, defineJoint, defineLayer, definePlugin, type Entry } from "@retrograd/plugin";
import { anything, refusal, tiny } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import {
  buildNetwork,
  checkModel,
  forward,
  forwardLoss,
  initParams,
  inOneRow,
  type Model,
  predict,
} from "./index.js";

const f64 = { dtype: "f64" } as const;

/** The rows of a table for indices below 4. x: [batch, n] -> [batch, 2 n] */
const table = defineLayer({
  type: "Table",
  summary: "Rows of a table.",
  options: anything,
  create: (_options, [n = 0]) => ({
    type: "Table",
    outShape: [2 * n],
    paramShapes: { W: [4, 2] },
    takes: { indices: 4 },
    mask: "ends",
    init: (rng) => ({ W: tensor(Float64Array.from({ length: 8 }, rng.normal), [4, 2], f64) }),
    forward: ({ W = tensor([], []) }, x, ctx) => ({
      y: reshape(gatherRows(W, x), [x.shape[0] ?? 0, 2 * n]),
      backward(dy) {
        if (ctx.needsInputGradient) throw new RetrogradError("E_PLUGIN", "indices have no gradient");
        return { grads: { W: scatterAddRows(reshape(dy, [x.shape[0] ?? 0, n, 2]), x, 4) } };
      },
    }),
  }),
});

/** y = x, which records the mask that it receives. */
const seen: unknown[] = [];
const probe = defineLayer({
  type: "Probe",
  summary: "Records its mask.",
  options: anything,
  create: (options, inShape) => ({
    type: "Probe",
    outShape: inShape,
    paramShapes: {},
    mask: Object.hasOwn(options as object, "ends") ? "ends" : "keeps",
    init: () => ({}),
    forward: (_params, x, { mask }) => {
      seen.push(mask && [...mask.data]);
      return { y: x, backward: (dy) => ({ dx: dy, grads: {} }) };
    },
  }),
});

/** Puts its inputs in one row, or adds them. */
const join = (type: string, sum: boolean) =>
  defineJoint({
    type,
    summary: "Joins.",
    options: anything,
    createJoint: (_options, inShapes) => ({
      type,
      inShapes,
      outShape: sum ? (inShapes[0] ?? []) : [inShapes.reduce((total, [n = 0]) => total + n, 0)],
      paramShapes: {},
      mask: sum ? "keeps" : "ends",
      init: () => ({}),
      join(_params, xs) {
        const [first = tensor([], []), second = first] = xs;
        return {
          y: sum ? add(first, second) : concat([...xs], 1),
          backward(dy) {
            let start = 0;
            const parts = inShapes.map(([n = 0]) => {
              const values = Array.from({ length: (dy.shape[0] ?? 0) * n }, (_, i) => {
                const row = Math.floor(i / n);
                return dy.data[row * (dy.shape[1] ?? 0) + start + (i % n)] ?? 0;
              });
              start += n;
              return tensor(values, [dy.shape[0] ?? 0, n], dy);
            });
            return { dxs: sum ? [dy, dy] : parts, grads: {} };
          },
        };
      },
    }),
  });

const registry = createRegistry(
  tiny,
  definePlugin({ name: "inputs", layers: [table, probe], joints: [join("Row", false), join("Sum", true)] }),
);

const twoInputs: Model = {
  inputs: { words: { shape: [3], indices: 4 }, author: [2] },
  layers: [
    { Table: {}, from: "words" },
    { Dense: 2, from: "author" },
    { Row: {}, from: ["Dense1", "Table1", "author"] },
    { Dense: 2 },
    "HalfSquares",
  ],
};

describe("a network of several inputs", () => {
  const network = buildNetwork(registry, twoInputs, f64);
  const params = initParams(network, philoxStreams(3));
  const words = tensor([0, 1, 3, 2, 2, 0], [2, 3], f64);
  const author = tensor([0.5, -1, 2, 0.25], [2, 2], f64);
  const t = tensor([1, 0, -1, 2], [2, 2], f64);
  const row = inOneRow([words, author]);

  test("gives the same bits for tensors by name and for one row, in which inputs stand in the order of the model", () => {
    expect(network).toMatchObject({ input: [5], inputs: { words: { shape: [3] }, author: { shape: [2] } } });
    expect([...row.data]).toEqual([0, 1, 3, 0.5, -1, 2, 2, 0, 2, 0.25]);
    const byName = forwardLoss(network, params, { x: { author, words }, t });
    const inRow = forwardLoss(network, params, { x: row, t });
    expect(byName.loss).toBe(inRow.loss);
    expect(byName.backward().grads).toEqual(inRow.backward().grads);
    expect([...predict(network, params, { words, author }).data]).toEqual([
      ...predict(network, params, row).data,
    ]);
  });

  test("returns the gradient by the inputs in one row, with 0 for indices", () => {
    const { backward } = forwardLoss(network, params, { x: row, t }, { needsInputGradient: true });
    const { dx } = backward();
    const lossAt = (i: number, step: number) => {
      const x = tensor(
        Array.from(row.data, (value, k) => value + (k === i ? step : 0)),
        row.shape,
        f64,
      );
      return forwardLoss(network, params, { x, t }).loss;
    };
    expect(dx?.shape).toEqual([2, 5]);
    for (const i of Array.from(row.data).keys()) {
      const isIndex = i % 5 < 3;
      const numeric = isIndex ? 0 : (lossAt(i, 1e-6) - lossAt(i, -1e-6)) / 2e-6;
      expect(dx?.data[i]).toBeCloseTo(numeric, 7);
    }
    expect(forwardLoss(network, params, { x: row, t }).backward().dx).toBeUndefined();
  });

  test.each([
    [{ words }, "author must be a tensor"],
    [{ words, author, title: t }, 'the network has no input "title". Inputs: words, author'],
    [{ words, author: tensor([1], [1, 1], f64) }, "the network takes author [batch, 2], got [1, 1]"],
    [
      { words, author: tensor([1, 2], [1, 2], f64) },
      "each input must have as many rows as the others: words has 2, author has 1",
    ],
    [tensor([1, 2], [1, 2], f64), "the network takes x [batch, 5], got [1, 2]"],
  ])("refuses %#: %s", (x, message) => {
    expect(() => forward(network, params, x as typeof row)).toThrow(message);
  });
});

const padded = { shape: [2], padding: 0 };

test("an entry receives the mask of the input that it reads, or that it names", () => {
  const network = buildNetwork(registry, {
    inputs: { a: padded, b: padded, c: [2] },
    layers: [
      { Probe: {}, from: "a" },
      { Probe: {}, from: "b" },
      { Probe: {}, from: "c" },
      { Probe: {}, from: "c", mask: "b" },
      { Sum: {}, from: ["Probe1", "Probe2"], mask: "a" },
      { Probe: { ends: true } },
      { Row: {}, from: ["Probe5", "Probe3", "Probe4"], mask: "b" },
      { Dense: 1 },
      "HalfSquares",
    ],
  });
  seen.length = 0;
  forward(network, initParams(network, philoxStreams(0)), {
    a: tensor([5, 0, 7, 7], [2, 2]),
    b: tensor([0, 0, 1, 0], [2, 2]),
    c: tensor([0, 1, 2, 3], [2, 2]),
  });
  expect(seen).toEqual([[1, 0, 1, 1], [0, 0, 1, 0], undefined, [0, 0, 1, 0], [1, 0, 1, 1]]);
});

test("a joint that reads the mask of its second input passes on that of its first", () => {
  const attend = defineJoint({
    type: "Attend",
    summary: "Adds its inputs, and records its mask.",
    options: anything,
    createJoint(options, inShapes, ctx) {
      const joint = join("Attend", true).createJoint(options, inShapes, ctx);
      const record: typeof joint.join = (params, xs, ctx) => {
        seen.push(ctx.mask && [...ctx.mask.data]);
        return joint.join(params, xs, ctx);
      };
      return { ...joint, mask: "reads", maskedInput: 1, join: record };
    },
  });
  const withAttend = createRegistry(
    tiny,
    definePlugin({ name: "attend", layers: [probe], joints: [attend] }),
  );
  const masksOf = (from: readonly string[], ...more: Entry[]) => {
    const layers = [{ Attend: {}, from }, ...more, { Probe: { ends: true } }, { Dense: 1 }, "HalfSquares"];
    const inputs = Object.fromEntries(from.map((name) => [name, name === "c" ? [2] : padded]));
    const network = buildNetwork(withAttend, { inputs, layers });
    const values = { a: tensor([5, 0], [1, 2]), b: tensor([0, 3], [1, 2]), c: tensor([0, 1], [1, 2]) };
    seen.length = 0;
    const x = Object.fromEntries(Object.entries(values).filter(([name]) => from.includes(name)));
    forward(network, initParams(network, philoxStreams(0)), x);
    return [...seen];
  };
  expect(masksOf(["a", "b"])).toEqual([
    [0, 1],
    [1, 0],
  ]);
  expect(masksOf(["a", "c"])).toEqual([undefined, [1, 0]]);
  expect(masksOf(["c", "b"])).toEqual([[0, 1], undefined]);
});

describe("mistakes are reported at their place", () => {
  const a = [2];
  const end = [{ Dense: 1 }, "HalfSquares"];
  const issuesOf = (model: unknown) =>
    checkModel(registry, model as Model).issues.map(
      ({ code, path, message }) => `${code} ${path.join(".")}: ${message}`,
    );

  test.each<[string, Record<string, unknown>, Entry[], string]>([
    [
      "both keys",
      { input: [2], inputs: { a } },
      [{ Dense: 1, from: "a" }, "HalfSquares"],
      'RG2009 input: write "input" for one',
    ],
    ["no inputs", { inputs: {} }, end, 'RG2009 inputs: "inputs" must be inputs by name, such as'],
    ["a list", { inputs: [2] }, end, 'RG2009 inputs: "inputs" must be inputs by name, such as'],
    [
      "a name with a dot",
      { inputs: { "a.b": a } },
      end,
      "RG2009 inputs.a.b: the name of an input must be letters",
    ],
    ["a wrong shape", { inputs: { a: [0] } }, end, 'RG2009 inputs.a: "a" must list the axes of one sample'],
    [
      "a wrong key",
      { inputs: { a: { shape: [2], index: 3 } } },
      end,
      'RG2009 inputs.a.index: unknown key "index"',
    ],
    [
      "no from",
      { inputs: { a, b: a } },
      end,
      'RG2012 layers.0: the first entry must say which input it reads, such as "from: a". Inputs: a, b',
    ],
    [
      "an unread input",
      { inputs: { a, b: a } },
      [{ Dense: 1, from: "b" }, "HalfSquares"],
      "RG2013 inputs.a: no entry reads the input a",
    ],
    [
      "an unknown name",
      { inputs: { a, b: a } },
      [{ Dense: 1, from: "aa" }, "HalfSquares"],
      'RG2012 layers.0.from: no earlier layer has the id "aa". Earlier: a, b',
    ],
    [
      "input among several",
      { inputs: { a } },
      [{ Dense: 1, from: "input" }, "HalfSquares"],
      'RG2012 layers.0.from: no earlier layer has the id "input"',
    ],
    [
      "the id of an input",
      { inputs: { a } },
      [{ Dense: 1, id: "a" }, "HalfSquares"],
      'RG2008 layers.0.id: "a" is the input a in "from"',
    ],
    [
      "indices into values",
      { inputs: { a: { shape: [2], indices: 4 } } },
      end,
      "RG2006 layers.0: Dense1 takes values, but the input a holds indices below 4: put a layer that takes indices before it, such as an embedding, or write a: [2]",
    ],
    [
      "values into indices",
      { inputs: { a, b: a } },
      [{ Table: {}, from: "b" }, { Row: {}, from: ["Table1", "a"] }, ...end],
      "RG2006 layers.0: Table1 takes indices below 4, but the input b holds values: write b: { shape: [2], indices: 4 }",
    ],
    [
      "a mask of nothing",
      { inputs: { a: padded } },
      [{ Probe: { ends: true }, mask: "aa" }, ...end],
      'RG2012 layers.0.mask: no input has the name "aa". Inputs with padding: a',
    ],
    [
      "a mask without padding",
      { inputs: { a: padded, b: a } },
      [{ Probe: { ends: true }, from: "a", mask: "b" }, { Sum: {}, from: ["Probe1", "b"] }, ...end],
      "RG2012 layers.0.mask: the input b has no padding",
    ],
    [
      "a mask that the layer does not use",
      { inputs: { a: padded, b: a } },
      [
        { Probe: { ends: true }, from: "a" },
        { Dense: 2, from: "b", mask: "a" },
        { Sum: {}, from: ["Probe1", "Dense1"] },
        ...end,
      ],
      'RG2006 layers.1.mask: Dense1 does not use a mask: remove "mask"',
    ],
    [
      "a mask of other steps",
      { inputs: { a: padded, b: [3] } },
      [
        { Probe: { ends: true }, from: "a" },
        { Probe: { ends: true }, from: "b", mask: "a" },
        { Row: {}, from: ["Probe1", "Probe2"] },
        ...end,
      ],
      "RG2006 layers.1.mask: the mask of a has 2 steps, but Probe2 reads [3]",
    ],
    [
      "two masks",
      { inputs: { a: padded, b: padded } },
      [{ Sum: {}, from: ["a", "b"] }, { Probe: { ends: true } }, ...end],
      "RG2006 layers.0: Sum1 reads steps of a and b, whose padding can differ: write which one masks it, such as mask: a",
    ],
    [
      "padding that nothing takes",
      { inputs: { a: padded, b: a } },
      [{ Dense: 2, from: "a" }, { Sum: {}, from: ["Dense1", "b"] }, ...end],
      "RG2006 layers.0: Dense1 cannot take padded inputs",
    ],
  ])("%s", (_name, inputs, layers, message) => {
    expect(issuesOf({ ...inputs, layers })).toEqual([expect.stringContaining(message)]);
  });

  test("and a name that is nearly right is a word with candidates", () => {
    const layers = [{ Dense: 1, from: "wrds", mask: "wrds" }, "HalfSquares"];
    const { issues } = checkModel(registry, { inputs: { words: padded, b: [2] }, layers });
    expect(issues).toMatchObject([
      { path: ["layers", 0, "from"], word: "wrds", candidates: ["words", "b"] },
      { path: ["layers", 0, "mask"], word: "wrds", candidates: ["words"] },
    ]);
  });

  test("and nothing can be read from a list of inputs", () => {
    const issues = issuesOf({ inputs: [2], layers: [{ Dense: 1, from: "a" }, "HalfSquares"] });
    expect(issues).toContain('RG2012 layers.0.from: no earlier layer has the id "a". Earlier: none');
  });

  test("and a mask that is not text is refused", () => {
    const model = { inputs: { a: padded }, layers: [{ Probe: { ends: true }, mask: 1 }, ...end] };
    expect(refusal(() => buildNetwork(registry, model as never)).message).toContain(
      '"mask" must be the name of an input',
    );
  });
});

import { RetrogradError } from "@retrograd/core";
import {
  type BuildContext,
  createRegistry,
  type Layer,
  type LayerDefinition,
  type LossDefinition,
} from "@retrograd/plugin";
import { anything, refusal, tiny } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import { buildNetwork, checkModel, type Model } from "./index.js";

/** Makes matrices of vectors, so that what follows can be refused. */
const square: LayerDefinition = {
  type: "Square",
  summary: "",
  options: anything,
  create: (_options, inShape) => ({
    type: "Square",
    outShape: [...inShape, ...inShape],
    paramShapes: {},
    init: () => ({}),
    forward: (_params, x) => ({ y: x, backward: (dy) => ({ dx: dy, grads: {} }) }),
  }),
};

const broken: LayerDefinition = {
  ...square,
  type: "Broken",
  create() {
    throw new TypeError("a mistake of the layer's author");
  },
};

const registry = createRegistry(tiny, { name: "more", layers: [square, broken] });

/** Issues as "code path: message". */
function issuesOf(model: Model): string[] {
  return checkModel(registry, model).issues.map(
    ({ code, path, message }) => `${code} ${path.join(".")}: ${message}`,
  );
}

describe("checkModel", () => {
  test("builds one layer for each entry, shapes traced through", () => {
    const model = { input: [4], layers: [{ Dense: 3 }, "Noise", { Dense: { units: 2 } }, "HalfSquares"] };
    const { network, issues, built } = checkModel(registry, model, { dtype: "f64" });
    expect(issues).toEqual([]);
    expect(network?.layers.map(({ id, layer }) => [id, layer.outShape])).toEqual([
      ["Dense1", [3]],
      ["Noise1", [3]],
      ["Dense2", [2]],
    ]);
    expect(network?.layers[2]?.layer.paramShapes).toEqual({ W: [3, 2] });
    expect(network?.layers[0]?.options).toEqual({ units: 3, init: "Normal" });
    expect(network?.loss).toMatchObject({ id: "HalfSquares1", loss: { outShape: [2] } });
    expect(network).toMatchObject({ input: [4], dtype: "f64", engine: { name: "reference" } });
    expect(built.map(({ id }) => id)).toEqual(["Dense1", "Noise1", "Dense2", "HalfSquares1"]);
  });

  test("a loss alone is a network", () => {
    const { network } = checkModel(registry, { input: [2], layers: ["HalfSquares"] });
    expect(network?.layers).toEqual([]);
    expect(network?.dtype).toBe("f32");
  });

  test("an entry's own id takes the place of the counted one, which counts on", () => {
    const layers = [{ Dense: 3 }, { Dense: 3, id: "middle" }, { Dense: 3 }, "HalfSquares"];
    const { network } = checkModel(registry, { input: [4], layers });
    expect(network?.layers.map(({ id }) => id)).toEqual(["Dense1", "middle", "Dense3"]);
  });

  test("collects all independent issues, with code and path", () => {
    const layers = [
      { Dense: { units: -10 } },
      "Rellu",
      { Dense: 3, Noise: {} },
      { Dense: 3, id: "1" },
      "Noise",
    ];
    expect(issuesOf({ input: [], layers })).toEqual([
      'RG2009 input: "input" must list the axes of one sample, whole numbers > 0, got []',
      'RG2004 layers.0.Dense.units: "units" must be a positive whole number, got -10',
      'RG2001 layers.1: unknown layer or loss "Rellu". Known: Broken, Dense, HalfSquares, Noise, Square',
      'RG2002 layers.2.Noise: an entry has one name, but this one has "Dense" and "Noise": start a new entry with "- ", or indent "Noise" further if it is an option of Dense',
      'RG2004 layers.3.id: "id" must be letters, digits and _, starting with a letter, got "1"',
      "RG2007 layers.4: Noise1 is the last entry and must be a loss: HalfSquares",
    ]);
  });

  test("a shape that a layer refuses is told with both layers, once", () => {
    const layers = [{ Dense: 3 }, "Square", { Dense: 2, id: "top" }, { Dense: 1 }, "HalfSquares"];
    const { network, issues, built } = checkModel(registry, { input: [4], layers });
    expect(network).toBeUndefined();
    expect(issues).toEqual([
      {
        code: "RG2006",
        path: ["layers", 2],
        at: "value",
        message: "top after Square1 [3, 3]: needs inputs of one axis, got [3, 3]",
        expected: "an input that top can take",
        got: "[3, 3]",
      },
    ]);
    expect(built.map(({ id }) => id)).toEqual(["Dense1", "Square1"]);
  });

  test("a shape refused by the first layer is told with the input", () => {
    expect(issuesOf({ input: [28, 28], layers: [{ Dense: 2 }, "HalfSquares"] })).toEqual([
      "RG2006 layers.0: Dense1 after the input [28, 28]: needs inputs of one axis, got [28, 28]",
    ]);
  });

  test("a wrong id and a loss in the middle hide no shape that does not fit", () => {
    const layers = [{ Dense: 2, id: "1" }, "HalfSquares", "Square", { Dense: 1 }, "HalfSquares"];
    const found = issuesOf({ input: [4], layers }).map((issue) => issue.split(":")[0]);
    expect(found).toEqual(["RG2004 layers.0.id", "RG2007 layers.1", "RG2006 layers.3"]);
  });

  test("a loss must be last", () => {
    expect(issuesOf({ input: [4], layers: ["HalfSquares", { Dense: 2 }, "HalfSquares"] })).toEqual([
      "RG2007 layers.0: HalfSquares1 is a loss and must be the last entry: remove what follows it, or move it to the end",
    ]);
  });

  test.each([
    {
      why: "two of their own",
      layers: [{ Dense: 2, id: "a" }, { Dense: 2, id: "a" }, "HalfSquares"],
      issue: 'RG2008 layers.1.id: the id "a" is taken by an earlier layer; ids must differ',
    },
    {
      why: "one of its own and a counted one",
      layers: [{ Dense: 2, id: "Dense2" }, { Dense: 2 }, "HalfSquares"],
      issue: 'RG2008 layers.1: the id "Dense2" is taken by an earlier layer; ids must differ',
    },
    {
      why: "a layer's and the loss's",
      layers: [
        { Dense: 2, id: "a" },
        { HalfSquares: {}, id: "a" },
      ],
      issue: 'RG2008 layers.1.id: the id "a" is taken by an earlier layer; ids must differ',
    },
  ])("ids must differ: $why", ({ layers, issue }) => {
    expect(issuesOf({ input: [4], layers })).toEqual([issue]);
  });

  test.each([
    { input: [], got: "[]" },
    { input: [0], got: "[0]" },
    { input: [3, -1], got: "[3,-1]" },
    { input: [1.5], got: "[1.5]" },
  ])("the input cannot be $got", ({ input, got }) => {
    expect(issuesOf({ input, layers: ["HalfSquares"] })).toEqual([
      `RG2009 input: "input" must list the axes of one sample, whole numbers > 0, got ${got}`,
    ]);
  });

  test("there must be layers", () => {
    expect(issuesOf({ input: [4], layers: [] })).toEqual([
      'RG2009 layers: "layers" must hold at least a loss, such as SoftmaxWithLoss',
    ]);
  });

  test("what no layer should throw names the layer and its package", () => {
    expect(refusal(() => checkModel(registry, { input: [4], layers: ["Broken", "HalfSquares"] }))).toEqual({
      code: "E_PLUGIN",
      message: "Broken1 of more: its code threw TypeError: a mistake of the layer's author",
    });
  });

  const right = square.create({}, [4], {} as BuildContext);
  test.each([
    [
      "nothing",
      undefined,
      "create must return an object with outShape, paramShapes, init, forward, got undefined",
    ],
    ["no parameter shapes", { ...right, paramShapes: undefined }, "paramShapes is undefined"],
    ["no forward", { ...right, forward: null }, "forward is null"],
    ["a parameter called x", { ...right, paramShapes: { x: [1] } }, 'a parameter is called "x"'],
  ])("a layer that create leaves with %s is refused by name, not left out", (_what, made, message) => {
    const layer = { ...square, type: "Half", create: () => made as Layer };
    const own = createRegistry(tiny, { name: "half-done", layers: [layer] });
    const refused = refusal(() => checkModel(own, { input: [4], layers: ["Half", "HalfSquares"] }));
    expect(refused.code).toBe("E_PLUGIN");
    expect(refused.message).toContain("Half1 of half-done: ");
    expect(refused.message).toContain(message);
  });

  test("a loss that is none is refused by name", () => {
    const loss = { ...square, type: "Half", create: () => ({ outShape: [4] }) as unknown };
    const own = createRegistry(tiny, { name: "half-done", losses: [loss as LossDefinition] });
    const refused = refusal(() => checkModel(own, { input: [4], layers: ["Half"] }));
    expect(refused.message).toContain(
      "Half1 of half-done: create must return an object with outShape, targets",
    );
  });

  test("a model without its parts is told so", () => {
    expect(issuesOf({} as Model)).toEqual([
      'RG2009 input: "input" must list the axes of one sample, whole numbers > 0, got nothing',
      'RG2009 layers: "layers" must hold at least a loss, such as SoftmaxWithLoss',
    ]);
  });

  test("a number type is called f32 or f64", () => {
    const build = () =>
      buildNetwork(registry, { input: [4], layers: ["HalfSquares"] }, { dtype: "float64" as "f64" });
    expect(refusal(build)).toEqual({
      code: "E_DTYPE",
      message: 'buildNetwork: dtype must be "f32" or "f64", got "float64"',
    });
  });
});

describe("buildNetwork", () => {
  test("gives the network of a right model", () => {
    const network = buildNetwork(registry, { input: [4], layers: [{ Dense: 1 }, "HalfSquares"] });
    expect(network.layers.map(({ id }) => id)).toEqual(["Dense1"]);
  });

  test("throws E_MODEL with a line for each issue, and the issues themselves", () => {
    const model = { input: [4], layers: ["Rellu", "Noise"] };
    const { issues } = checkModel(registry, model);
    const build = () => buildNetwork(registry, model);
    expect(build).toThrow(RetrogradError);
    expect(build).toThrow(
      expect.objectContaining({
        code: "E_MODEL",
        message: [
          'RG2001 layers[0]: unknown layer or loss "Rellu". Known: Broken, Dense, HalfSquares, Noise, Square',
          "RG2007 layers[1]: Noise1 is the last entry and must be a loss: HalfSquares",
        ].join("\n"),
        data: { issues },
      }),
    );
  });
});

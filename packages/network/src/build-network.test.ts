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

/** Turns vectors into matrices, so that the next layer can refuse its input. */
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

const lossMembers = { forward() {}, predict() {}, exampleTargets() {} };

describe("checkModel", () => {
  test("builds one layer per entry and traces the shapes", () => {
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

  test("accepts a loss alone as a network", () => {
    const { network } = checkModel(registry, { input: [2], layers: ["HalfSquares"] });
    expect(network?.layers).toEqual([]);
    expect(network?.dtype).toBe("f32");
  });

  test("an explicit id replaces the numbered one, and numbering continues", () => {
    const layers = [{ Dense: 3 }, { Dense: 3, id: "middle" }, { Dense: 3 }, "HalfSquares"];
    const { network } = checkModel(registry, { input: [4], layers });
    expect(network?.layers.map(({ id }) => id)).toEqual(["Dense1", "middle", "Dense3"]);
  });

  test("collects all independent issues with code and path", () => {
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

  test("reports a shape that a layer refuses once, with both layers", () => {
    const layers = [{ Dense: 3 }, "Square", { Dense: 2, id: "top" }, { Dense: 1 }, "HalfSquares"];
    const { network, issues, built } = checkModel(registry, { input: [4], layers });
    expect(network).toBeUndefined();
    expect(issues).toEqual([
      {
        code: "RG2006",
        path: ["layers", 2],
        at: "value",
        message: "top after Square1 [3, 3]: needs inputs of one axis, got [3, 3]",
        expected: "an input that top accepts",
        got: "[3, 3]",
      },
    ]);
    expect(built.map(({ id }) => id)).toEqual(["Dense1", "Square1"]);
  });

  test("reports a shape that the first layer refuses with the input", () => {
    expect(issuesOf({ input: [28, 28], layers: [{ Dense: 2 }, "HalfSquares"] })).toEqual([
      "RG2006 layers.0: Dense1 after the input [28, 28]: needs inputs of one axis, got [28, 28]",
    ]);
  });

  test("traces shapes past a wrong id and a loss in the middle", () => {
    const layers = [{ Dense: 2, id: "1" }, "HalfSquares", "Square", { Dense: 1 }, "HalfSquares"];
    const places = issuesOf({ input: [4], layers }).map((issue) => issue.split(":")[0]);
    expect(places).toEqual(["RG2004 layers.0.id", "RG2007 layers.1", "RG2006 layers.3"]);
  });

  test("requires the loss to be last", () => {
    expect(issuesOf({ input: [4], layers: ["HalfSquares", { Dense: 2 }, "HalfSquares"] })).toEqual([
      "RG2007 layers.0: HalfSquares1 is a loss and must be the last entry: remove the entries after it, or move it to the end",
    ]);
  });

  test.each([
    {
      why: "two explicit ids",
      layers: [{ Dense: 2, id: "a" }, { Dense: 2, id: "a" }, "HalfSquares"],
      issue: 'RG2008 layers.1.id: an earlier layer has the id "a" already; ids must be unique',
    },
    {
      why: "an explicit id and a numbered one",
      layers: [{ Dense: 2, id: "Dense2" }, { Dense: 2 }, "HalfSquares"],
      issue: 'RG2008 layers.1: an earlier layer has the id "Dense2" already; ids must be unique',
    },
    {
      why: "a layer and the loss",
      layers: [
        { Dense: 2, id: "a" },
        { HalfSquares: {}, id: "a" },
      ],
      issue: 'RG2008 layers.1.id: an earlier layer has the id "a" already; ids must be unique',
    },
  ])("refuses equal ids: $why", ({ layers, issue }) => {
    expect(issuesOf({ input: [4], layers })).toEqual([issue]);
  });

  test.each([
    { input: [], got: "[]" },
    { input: [0], got: "[0]" },
    { input: [3, -1], got: "[3,-1]" },
    { input: [1.5], got: "[1.5]" },
  ])("refuses $got as the input shape", ({ input, got }) => {
    expect(issuesOf({ input, layers: ["HalfSquares"] })).toEqual([
      `RG2009 input: "input" must list the axes of one sample, whole numbers > 0, got ${got}`,
    ]);
  });

  test("refuses an empty list of layers", () => {
    expect(issuesOf({ input: [4], layers: [] })).toEqual([
      'RG2009 layers: "layers" must contain at least a loss, such as SoftmaxWithLoss',
    ]);
  });

  test("names the layer and its package in an error of the layer's code", () => {
    expect(refusal(() => checkModel(registry, { input: [4], layers: ["Broken", "HalfSquares"] }))).toEqual({
      code: "E_PLUGIN",
      message: "Broken1 of more: its code threw TypeError: a mistake of the layer's author",
    });
  });

  const valid = square.create({}, [4], {} as BuildContext);
  test.each([
    [
      "nothing",
      undefined,
      "create must return an object with outShape, paramShapes, init, forward, got undefined",
    ],
    ["no parameter shapes", { ...valid, paramShapes: undefined }, "paramShapes is undefined"],
    ["no forward", { ...valid, forward: null }, "forward is null"],
    ["a parameter called x", { ...valid, paramShapes: { x: [1] } }, 'a parameter is called "x"'],
  ])("refuses a layer with %s, naming layer and package", (_what, result, message) => {
    const layer = { ...square, type: "Half", create: () => result as Layer };
    const extended = createRegistry(tiny, { name: "half-done", layers: [layer] });
    const refused = refusal(() => checkModel(extended, { input: [4], layers: ["Half", "HalfSquares"] }));
    expect(refused.code).toBe("E_PLUGIN");
    expect(refused.message).toContain("Half1 of half-done: ");
    expect(refused.message).toContain(message);
  });

  test("refuses a result of create that is not a loss, naming it", () => {
    const loss = { ...square, type: "Half", create: () => ({ outShape: [4] }) as unknown };
    const extended = createRegistry(tiny, { name: "half-done", losses: [loss as LossDefinition] });
    const refused = refusal(() => checkModel(extended, { input: [4], layers: ["Half"] }));
    expect(refused.message).toContain(
      "Half1 of half-done: create must return an object with outShape, forward",
    );
  });

  test.each([
    [undefined, 'its targets must be "classes", "values" or { kind, shape }'],
    [{ kind: "values" }, 'its targets must be "classes", "values" or { kind, shape }'],
    [{ kind: "classes", shape: [4], classes: 3 }, "a prediction must be [4, 3], but outShape is [4]"],
  ])("refuses a loss with the targets %j", (targets, message) => {
    const half = () => ({ ...lossMembers, outShape: [4], targets }) as unknown;
    const loss = { ...square, type: "Half", create: half };
    const extended = createRegistry(tiny, { name: "half-done", losses: [loss as LossDefinition] });
    const refused = refusal(() => checkModel(extended, { input: [4], layers: ["Half"] }));
    expect(refused).toMatchObject({ code: "E_PLUGIN", message: expect.stringContaining(message) });
  });

  test("reports a model without input and layers", () => {
    expect(issuesOf({} as Model)).toEqual([
      'RG2009 input: "input" must list the axes of one sample, whole numbers > 0, got nothing',
      'RG2009 layers: "layers" must contain at least a loss, such as SoftmaxWithLoss',
    ]);
  });

  test("refuses a dtype other than f32 and f64", () => {
    const build = () =>
      buildNetwork(registry, { input: [4], layers: ["HalfSquares"] }, { dtype: "float64" as "f64" });
    expect(refusal(build)).toEqual({
      code: "E_DTYPE",
      message: 'buildNetwork: dtype must be "f32" or "f64", got "float64"',
    });
  });
});

describe("buildNetwork", () => {
  test("returns the network of a valid model", () => {
    const network = buildNetwork(registry, { input: [4], layers: [{ Dense: 1 }, "HalfSquares"] });
    expect(network.layers.map(({ id }) => id)).toEqual(["Dense1"]);
  });

  test("throws E_MODEL with a line per issue, and the issues as data", () => {
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

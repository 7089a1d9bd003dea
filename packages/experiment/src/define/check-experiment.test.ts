import { builtins } from "@retrograd/layers";
import { describe, expect, test } from "vitest";
import { checkExperimentText } from "../check-experiment-text.js";
import { checkExperiment, loadExperiment } from "./check-experiment.js";
import { experimentDefiner } from "./define-experiment.js";

const defineExperiment = experimentDefiner(builtins);
const model = { input: [4], layers: [{ Affine: 3 }, "Relu", "SoftmaxWithLoss"] } as const;

/** A value that the types do not allow. */
const untyped = (input: unknown) => ({
  ...defineExperiment({ model }),
  input: input as { model: typeof model },
});
const mistakesOf = (input: unknown) =>
  checkExperiment(untyped(input)).diagnostics.map(({ code, path, got }) => `${code} ${path} ${got}`);

describe("an experiment of a program", () => {
  test("equals the same experiment as a file", () => {
    const { experiment, resolved, trace, text, registry } = loadExperiment(
      defineExperiment({ name: "small", seed: 3, model }),
    );
    expect(experiment).toMatchObject({ name: "small", seed: 3, dtype: "float32", gradcheck: { batch: 3 } });
    expect(resolved.model.layers[0]).toEqual({ Affine: { units: 3, init: { He: {} } }, id: "Affine1" });
    expect(trace.map(({ id }) => id)).toEqual(["Affine1", "Relu1", "SoftmaxWithLoss1"]);
    expect(checkExperimentText(text, { file: "small.yaml", registry }).resolved).toEqual(resolved);
  });

  test("takes its default name from the file name, and takes overrides", () => {
    const { experiment } = loadExperiment(defineExperiment({ model }), { file: "mine.ts", set: ["seed=4"] });
    expect(experiment).toMatchObject({ name: "mine", seed: 4 });
  });

  test("has its mistakes reported together, by path and with lines of its YAML", () => {
    const { diagnostics, experiment } = checkExperiment(
      untyped({ name: 1, model: { input: [4], layers: [{ Affine: 0 }, "Rellu", "SoftmaxWithLoss"] } }),
    );
    expect(experiment).toBeUndefined();
    expect(diagnostics.map(({ code, path, suggestion }) => ({ code, path, suggestion }))).toEqual([
      { code: "RG1102", path: "name", suggestion: undefined },
      { code: "RG2004", path: "model.layers[0].Affine.units", suggestion: undefined },
      { code: "RG2001", path: "model.layers[1]", suggestion: "Relu" },
    ]);
    expect(diagnostics[2]?.frame).toContain("- Rellu");
  });

  test("leaves out undefined keys, and can use one value twice", () => {
    const layer = { Affine: { units: 3, init: { Normal: { std: 0.1 } } } };
    const input = { name: undefined, model: { input: [4], layers: [layer, layer, "SoftmaxWithLoss"] } };
    expect(loadExperiment(untyped(input)).network.layers).toHaveLength(2);
  });

  const circle: Record<string, unknown> = {};
  circle.itself = circle;
  test.each([
    [() => 1, "a function"],
    [1n, "a bigint"],
    [Symbol("a"), "a symbol"],
    [new Date(0), "an object of class Date"],
    [new Map(), "an object of class Map"],
    [circle, "a value that contains itself"],
  ])("that contains %o is reported at its path", (value, got) => {
    const path = value === circle ? "model.layers[0].Affine.itself" : "model.layers[0].Affine";
    expect(mistakesOf({ model: { input: [4], layers: [{ Affine: value }, "SoftmaxWithLoss"] } })).toEqual([
      `RG1102 ${path} ${got}`,
    ]);
  });

  test("with a hole in a list, or that is not an object, is rejected", () => {
    expect(mistakesOf({ model: { input: [4, undefined], layers: [] } })).toEqual([
      "RG1102 model.input[1] nothing",
    ]);
    expect(mistakesOf(() => ({}))).toEqual(["RG1102  a function"]);
    expect(mistakesOf("model")).toEqual([expect.stringMatching(/^RG1102 /)]);
  });

  test("rejects numbers that are not finite, and the key __proto__", () => {
    expect(mistakesOf({ model, seed: Number.NaN })).toEqual(["RG1102 seed NaN"]);
    expect(
      mistakesOf(JSON.parse('{ "__proto__": {}, "model": { "input": [4], "layers": ["SoftmaxWithLoss"] } }')),
    ).toEqual([expect.stringMatching(/^RG1014 /)]);
  });

  test("throws E_SPEC with all mistakes from loadExperiment", () => {
    expect(() => loadExperiment(untyped({ model, epochs: 3 }))).toThrow(
      expect.objectContaining({ code: "E_SPEC", message: expect.stringContaining('unknown key "epochs"') }),
    );
  });
});

import { builtins } from "@retrograd/layers";
import { describe, expect, test } from "vitest";
import { checkExperimentText } from "../check-experiment-text.js";
import { checkExperiment, loadExperiment } from "./check-experiment.js";
import { experimentDefiner } from "./define-experiment.js";

const defineExperiment = experimentDefiner(builtins);
const model = { input: [4], layers: [{ Affine: 3 }, "Relu", "SoftmaxWithLoss"] } as const;

/** A value that types would not let through. */
const untyped = (written: unknown) => ({
  ...defineExperiment({ model }),
  written: written as { model: typeof model },
});
const mistakesOf = (written: unknown) =>
  checkExperiment(untyped(written)).diagnostics.map(({ code, path, got }) => `${code} ${path} ${got}`);

describe("an experiment of a program", () => {
  test("is what the file that says the same is", () => {
    const { experiment, resolved, trace, text, registry } = loadExperiment(
      defineExperiment({ name: "small", seed: 3, model }),
    );
    expect(experiment).toMatchObject({ name: "small", seed: 3, dtype: "float32", gradcheck: { batch: 3 } });
    expect(resolved.model.layers[0]).toEqual({ Affine: { units: 3, init: { He: {} } }, id: "Affine1" });
    expect(trace.map(({ id }) => id)).toEqual(["Affine1", "Relu1", "SoftmaxWithLoss1"]);
    expect(checkExperimentText(text, { file: "small.yaml", registry }).resolved).toEqual(resolved);
  });

  test("takes its name from what messages call it, and overrides", () => {
    const { experiment } = loadExperiment(defineExperiment({ model }), { file: "mine.ts", set: ["seed=4"] });
    expect(experiment).toMatchObject({ name: "mine", seed: 4 });
  });

  test("has its mistakes told by path, all at once, beside the lines of that file", () => {
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

  test("leaves out what is undefined, and may use one value twice", () => {
    const layer = { Affine: { units: 3, init: { Normal: { std: 0.1 } } } };
    const written = { name: undefined, model: { input: [4], layers: [layer, layer, "SoftmaxWithLoss"] } };
    expect(loadExperiment(untyped(written)).network.layers).toHaveLength(2);
  });

  const circle: Record<string, unknown> = {};
  circle.itself = circle;
  test.each([
    [() => 1, "a function"],
    [1n, "a bigint"],
    [Symbol("a"), "a symbol"],
    [new Date(0), "an object of the class Date"],
    [new Map(), "an object of the class Map"],
    [circle, "a part of itself"],
  ])("that holds %o is told where", (value, got) => {
    const path = value === circle ? "model.layers[0].Affine.itself" : "model.layers[0].Affine";
    expect(mistakesOf({ model: { input: [4], layers: [{ Affine: value }, "SoftmaxWithLoss"] } })).toEqual([
      `RG1102 ${path} ${got}`,
    ]);
  });

  test("with holes in a list, or that is no object, is refused", () => {
    expect(mistakesOf({ model: { input: [4, undefined], layers: [] } })).toEqual([
      "RG1102 model.input[1] nothing",
    ]);
    expect(mistakesOf(() => ({}))).toEqual(["RG1102  a function"]);
    expect(mistakesOf("model")).toEqual([expect.stringMatching(/^RG1102 /)]);
  });

  test("keeps to finite numbers, and lets no key mean anything by itself", () => {
    expect(mistakesOf({ model, seed: Number.NaN })).toEqual(["RG1102 seed NaN"]);
    expect(
      mistakesOf(JSON.parse('{ "__proto__": {}, "model": { "input": [4], "layers": ["SoftmaxWithLoss"] } }')),
    ).toEqual([expect.stringMatching(/^RG1014 /)]);
  });

  test("throws E_SPEC with all mistakes when it must be right", () => {
    expect(() => loadExperiment(untyped({ model, epochs: 3 }))).toThrow(
      expect.objectContaining({ code: "E_SPEC", message: expect.stringContaining('unknown key "epochs"') }),
    );
  });
});

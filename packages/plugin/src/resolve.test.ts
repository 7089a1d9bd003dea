import { refusal, tiny } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import { createRegistry } from "./registry.js";
import { resolveEntry, resolveOrThrow } from "./resolve.js";

const registry = createRegistry(tiny);
const path = ["layers", 0];

describe("resolveEntry", () => {
  test("finds the definition and fills in defaults", () => {
    expect(resolveEntry(registry, ["layers", "losses"], { Dense: 3, id: "first" }, path)).toEqual({
      value: { definition: registry.layers.get("Dense"), options: { units: 3, init: "Normal" }, id: "first" },
      issues: [],
    });
  });

  test("lists the known names of all requested kinds for an unknown name", () => {
    expect(resolveEntry(registry, ["layers", "losses"], { Dens: 3 }, path).issues).toEqual([
      {
        code: "RG2001",
        path: [...path, "Dens"],
        at: "key",
        message: 'unknown layer or loss "Dens". Known: Dense, HalfSquares, Noise',
        expected: "one of Dense, HalfSquares, Noise",
        got: '"Dens"',
        word: "Dens",
        candidates: ["Dense", "HalfSquares", "Noise"],
      },
    ]);
  });

  test("does not list more names than a reader would read", () => {
    const layers = Array.from({ length: 20 }, (_, i) => ({ ...tiny.layers[0], type: `Layer${i}` }));
    const [issue] = resolveEntry(createRegistry({ name: "many", layers }), ["layers"], "Dens", path).issues;
    expect(issue?.message).toBe('unknown layer "Dens". docs/spec-format.md lists those that are built in');
    expect(issue?.candidates).toHaveLength(20);
  });

  test.each(["constructor", "__proto__", "toString"])("knows no layer %s", (name) => {
    expect(resolveEntry(registry, ["layers"], name, path).issues[0]?.code).toBe("RG2001");
  });

  test("finds no definition of another kind", () => {
    expect(resolveEntry(registry, ["layers"], "HalfSquares", path).issues[0]?.code).toBe("RG2001");
  });

  test("reports wrong options and an unknown reference together", () => {
    const { issues } = resolveEntry(
      registry,
      ["layers"],
      { Dense: { units: 0, unit: 1, init: "Nil" } },
      path,
    );
    expect(issues.map(({ code, path, message }) => ({ code, path, message }))).toEqual([
      { code: "RG2004", path: [...path, "Dense", "unit"], message: '"unit" must not be given, got 1' },
      {
        code: "RG2004",
        path: [...path, "Dense", "units"],
        message: '"units" must be a positive whole number, got 0',
      },
      {
        code: "RG2001",
        path: [...path, "Dense", "init"],
        message: 'unknown initializer "Nil". Known: Normal',
      },
    ]);
  });
});

describe("resolveOrThrow", () => {
  test("returns the definition", () => {
    expect(resolveOrThrow(registry, "initializers", "Normal").definition.type).toBe("Normal");
  });

  test("throws E_UNKNOWN_NAME for an unknown name", () => {
    expect(refusal(() => resolveOrThrow(registry, "initializers", "Nil"))).toEqual({
      code: "E_UNKNOWN_NAME",
      message: 'RG2001 initializer: unknown initializer "Nil". Known: Normal',
    });
  });

  test("throws E_OPTION with a line per wrong option", () => {
    expect(refusal(() => resolveOrThrow(registry, "layers", { Dense: { units: 1.5, unit: 2 } }))).toEqual({
      code: "E_OPTION",
      message: [
        'RG2004 layer.Dense.unit: "unit" must not be given, got 2',
        'RG2004 layer.Dense.units: "units" must be a positive whole number, got 1.5',
      ].join("\n"),
    });
  });
});

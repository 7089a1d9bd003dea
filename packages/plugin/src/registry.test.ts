import { anything, refusal, tiny } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import type { DatasetDefinition } from "./contract/dataset.js";
import type { InitializerDefinition } from "./contract/initializer.js";
import type { LayerDefinition } from "./contract/layer.js";
import type { LossDefinition } from "./contract/loss.js";
import type { OptimizerDefinition } from "./contract/optimizer.js";
import { createRegistry, definePlugin } from "./registry.js";

function unused(): never {
  throw new Error("a registry creates nothing");
}

const layer = (type: string): LayerDefinition => ({ type, summary: "", options: anything, create: unused });
const loss = (type: string): LossDefinition => ({ type, summary: "", options: anything, create: unused });
const initializer = (type: string): InitializerDefinition => ({
  type,
  summary: "",
  options: anything,
  create: unused,
});
const optimizer = (type: string): OptimizerDefinition => ({
  type,
  summary: "",
  options: anything,
  slots: {},
  create: unused,
});
const dataset = (type: string): DatasetDefinition => ({ type, summary: "", options: anything, load: unused });

describe("createRegistry", () => {
  test("holds the definitions of all plugins by kind and name", () => {
    const other = definePlugin({ name: "other", layers: [layer("Swish")], datasets: [dataset("Digits")] });
    const registry = createRegistry(tiny, other);
    expect([...registry.layers.keys()]).toEqual(["Dense", "Noise", "Swish"]);
    expect([...registry.losses.keys()]).toEqual(["HalfSquares"]);
    expect([...registry.initializers.keys()]).toEqual(["Normal"]);
    expect([...registry.optimizers.keys()]).toEqual([]);
    expect(registry.datasets.get("Digits")).toBe(other.datasets?.[0]);
    expect(registry.plugins).toEqual([tiny, other]);
  });

  test("is empty without plugins", () => {
    expect(createRegistry().layers.size).toBe(0);
  });

  test.each([
    { kind: "layer", one: { layers: [layer("X")] }, two: { layers: [layer("X")] } },
    { kind: "loss", one: { losses: [loss("X")] }, two: { losses: [loss("X")] } },
    {
      kind: "initializer",
      one: { initializers: [initializer("X")] },
      two: { initializers: [initializer("X")] },
    },
    { kind: "optimizer", one: { optimizers: [optimizer("X")] }, two: { optimizers: [optimizer("X")] } },
    { kind: "data set", one: { datasets: [dataset("X")] }, two: { datasets: [dataset("X")] } },
    { kind: "loss", one: { layers: [layer("X")] }, two: { losses: [loss("X")] } },
    { kind: "layer", one: { losses: [loss("X")] }, two: { layers: [layer("X")] } },
  ])("names both packages when a $kind is registered twice", ({ kind, one, two }) => {
    expect(refusal(() => createRegistry({ name: "one", ...one }, { name: "two", ...two }))).toEqual({
      code: "E_DUPLICATE_NAME",
      message: `the ${kind} "X" is registered twice, by one and by two: load only one of them`,
    });
  });

  test("refuses a name that one plugin registers twice", () => {
    const twice = { name: "one", layers: [layer("X")], losses: [loss("X")] };
    expect(refusal(() => createRegistry(twice)).message).toBe(
      'the loss "X" is registered twice, by one and by one: load only one of them',
    );
  });

  test("lets other kinds share a name", () => {
    const shared = { layers: [layer("X")], initializers: [initializer("X")], optimizers: [optimizer("X")] };
    const registry = createRegistry({ name: "one", ...shared });
    expect([registry.layers.has("X"), registry.initializers.has("X"), registry.optimizers.has("X")]).toEqual([
      true,
      true,
      true,
    ]);
  });
});

describe("definePlugin", () => {
  test("returns the plugin unchanged", () => {
    const plugin = { name: "one", version: "1.2.3", layers: [layer("X")] };
    expect(definePlugin(plugin)).toBe(plugin);
  });

  test("requires a name", () => {
    expect(refusal(() => definePlugin({ name: "" }))).toEqual({
      code: "E_PLUGIN",
      message: 'definePlugin: "name" must be the package\'s name',
    });
  });

  test("requires an options schema in every definition", () => {
    // JSON.parse, since the compiler would refuse it
    const plugin = JSON.parse('{ "name": "one", "losses": [{ "type": "X", "options": {} }] }');
    expect(refusal(() => definePlugin(plugin))).toEqual({
      code: "E_PLUGIN",
      message: 'definePlugin: one: every loss needs a "type" and an "options" schema',
    });
  });
});

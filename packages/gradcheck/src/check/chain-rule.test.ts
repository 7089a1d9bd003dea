import { builtins } from "@retrograd/layers";
import { buildNetwork } from "@retrograd/network";
import { createRegistry, definePlugin, type Entry } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { definitionOf } from "../../tests/definition-of.js";
import { batchLayer, type Row, total } from "../../tests/field/rows.js";
import { rightLayers } from "../../tests/right-layers.js";
import type { Mode } from "../derivative/mode.js";
import { checkNetwork } from "./check-network.js";

/** y = x + b, with a gradient by b of one's own. */
const shifted = (type: string, db: (dy: readonly Row[]) => Row) =>
  definitionOf(type, (width) =>
    batchLayer({
      out: width,
      params: { b: width },
      forward: (rows, { b }) => ({
        y: rows.map((x) => x.map((v, i) => v + b[i])),
        back: (dy) => ({ dx: dy, b: db(dy) }),
      }),
    }),
  );

const sums = (dy: readonly Row[]): Row => dy[0].map((_, i) => total(dy.map((row) => row[i])));

const plugin = definePlugin({
  name: "chain",
  layers: [
    shifted("Shifted", sums),
    shifted("Forgotten", (dy) => dy[0].map(() => 0)),
    // right while dy is large, and nothing for a small one
    shifted("Deaf", (dy) => sums(dy.map((row) => row.map((d) => (Math.abs(d) < 1e-3 ? 0 : d))))),
  ],
});

const registry = createRegistry(builtins, rightLayers, plugin);
const check = (layers: readonly Entry[], options: Parameters<typeof checkNetwork>[1] = {}) =>
  checkNetwork(buildNetwork(registry, { input: [5], layers }, { dtype: "f64" }), options);
const modes: readonly Mode[] = ["fast", "exhaustive"];

test.each(modes)("a bias before a normalisation passes, in mode %s", (mode) => {
  for (const seed of [0, 1, 2, 3, 4]) {
    const { verdict, tensors } = check(
      [{ Affine: 8 }, "BatchNorm", "Relu", { Affine: 3 }, "SoftmaxWithLoss"],
      {
        mode,
        seed,
        batch: 4,
      },
    );
    expect(verdict).toBe("pass");
    const bias = tensors.find(({ layer, tensor }) => layer === "Affine1" && tensor === "b");
    expect(bias?.whole).toMatchObject({ verdict: "pass", proof: "chain-rule" });
  }
});

test("so do those of several layers before normalisations, one after the other", () => {
  const block: readonly Entry[] = [{ Affine: 6 }, "Shifted", "BatchNorm", "Sigmoid"];
  expect(check([...block, ...block, ...block, { Affine: 4 }, "SoftmaxWithLoss"], { batch: 6 }).verdict).toBe(
    "pass",
  );
});

test("so it does where its layer alone is checked", () => {
  const layers: readonly Entry[] = [{ Affine: 8 }, "BatchNorm", "Relu", { Affine: 3 }, "SoftmaxWithLoss"];
  expect(check(layers, { layer: "Affine1" }).verdict).toBe("pass");
});

test.each(modes)("a shift that the softmax of the loss does not see passes, in mode %s", (mode) => {
  expect(check([{ Affine: 4 }, "Shift", "SoftmaxWithLoss"], { mode }).verdict).toBe("pass");
});

test.each(modes)("weights pass whose outputs hardly count, in mode %s", (mode) => {
  const layers: readonly Entry[] = [
    { Affine: 4 },
    "Faint",
    "Faint",
    "Faint",
    { Affine: 3 },
    "SoftmaxWithLoss",
  ];
  const { tensors } = check(layers, { mode });
  const own = tensors.filter(({ layer }) => layer === "Affine1" || layer.startsWith("Faint"));
  expect(own.map(({ verdict }) => verdict)).toEqual(Array(6).fill("pass"));
});

test.each(modes)(
  "a gradient that is wrongly 0 fails where 0 is right for the whole network, in mode %s",
  (mode) => {
    const { tensors } = check([{ Affine: 6 }, "Forgotten", "BatchNorm", { Affine: 3 }, "SoftmaxWithLoss"], {
      mode,
    });
    const failed = tensors.filter(({ verdict }) => verdict === "fail");
    expect(failed.map(({ layer, tensor, blame }) => [layer, tensor, blame])).toEqual([
      ["Forgotten1", "b", "Forgotten1"],
    ]);
  },
);

test("a gradient that is 0 for small dy alone does not pass by the chain rule", () => {
  const layers: readonly Entry[] = [
    { Affine: 6 },
    "Deaf",
    "Faint",
    "Faint",
    "Faint",
    { Affine: 3 },
    "SoftmaxWithLoss",
  ];
  const own = check(layers).tensors.find(({ layer, tensor }) => layer === "Deaf1" && tensor === "b");
  expect(own?.verdict).not.toBe("pass");
});

test("nothing passes behind weights of 0, where a gradient that was never written looks the same", () => {
  const layers: readonly Entry[] = [
    { Affine: 6 },
    "Sigmoid",
    { Affine: { units: 3, init: { Constant: 0 } } },
    "SoftmaxWithLoss",
  ];
  const unproved = check(layers).tensors.filter(({ verdict }) => verdict === "inconclusive");
  expect(unproved.map(({ layer, tensor }) => `${layer}.${tensor}`)).toEqual([
    "Affine1.x",
    "Affine1.W",
    "Affine1.b",
    "Sigmoid1.x",
    "Affine2.x",
  ]);
});

test.each(modes)("a loss so steep that it seems to have a kink passes, in mode %s", (mode) => {
  // nearly equal rows, whose differences three normalisations amplify some million times
  const layers = ["Faint", "Faint", "BatchNorm", "BatchNorm", "BatchNorm", "IdentityWithLoss"];
  const network = buildNetwork(registry, { input: [9], layers }, { dtype: "f64" });
  for (const seed of [0, 3, 20]) {
    const { verdict, tensors } = checkNetwork(network, { mode, batch: 3, seed });
    expect(verdict).toBe("pass");
    const steep = tensors.find(({ layer, tensor }) => layer === "BatchNorm1" && tensor === "x");
    expect(steep?.whole?.largest).toBeGreaterThan(1e6);
    expect(steep?.whole).toMatchObject({ verdict: "pass", proof: "chain-rule" });
    expect(steep?.diagnosis).toBeUndefined();
  }
});

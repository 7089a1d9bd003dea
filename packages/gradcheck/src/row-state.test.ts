import { philoxStreams, scale } from "@retrograd/core";
import { builtins } from "@retrograd/layers";
import { buildNetwork, initParams } from "@retrograd/network";
import { createRegistry, type Forward, type Layer, type LayerDefinition } from "@retrograd/plugin";
import { cells, tanhCell } from "@retrograd/testing";
import { expect, test } from "vitest";
import { checkNetwork } from "./check/check-network.js";
import { conformance } from "./index.js";

const build = (definition: LayerDefinition = tanhCell, dtype: "f32" | "f64" = "f64") => {
  const registry = createRegistry(builtins, { ...cells, layers: [definition] });
  const layers = ["TanhCell", { Affine: 3 }, "SoftmaxWithLoss"];
  return buildNetwork(registry, { input: [2, 3], layers }, { dtype });
};

/** The cell with results of each call changed. */
const changed = (
  change: (right: Forward, call: Parameters<Layer["forward"]>) => Forward,
): LayerDefinition => ({
  ...tanhCell,
  create(options, inShape, ctx) {
    const layer = tanhCell.create(options, inShape, ctx);
    return { ...layer, forward: (...call) => change(layer.forward(...call), call) };
  },
});

test.each(["fast", "exhaustive"] as const)("a network whose rows continue passes in mode %s", (mode) => {
  const network = build();
  const training = build(tanhCell, "f32");
  const report = checkNetwork(network, { mode, training, burnIn: 1 });
  expect(report.verdict).toBe("pass");
  const names = report.tensors.map(({ layer, tensor }) => `${layer}.${tensor}`);
  expect(names.filter((name) => name.startsWith("TanhCell1"))).toEqual(
    ["x", "Wx", "Wh"].map((name) => `TanhCell1.${name}`),
  );
  // parameters of a model have no state of rows
  const params = initParams(network, philoxStreams(1));
  expect(checkNetwork(network, { mode, params, batch: 4 }).verdict).toBe("pass");
  expect(Object.keys(params.TanhCell1 ?? {})).toEqual(["Wx", "Wh"]);
});

test("a cell whose rows continue keeps every promise of a layer", () => {
  for (const { run } of conformance(tanhCell, createRegistry(builtins, cells), [{ input: [2, 3] }])) run();
});

test.each([
  [
    "leaves the state of the rows out of a gradient",
    "TanhCell1.Wh",
    undefined,
    () =>
      changed((right, [{ h: _h, ...params }, x, ctx]) => {
        const layer = tanhCell.create({}, x.shape.slice(1), {
          ...x,
          initializer: () => () => new Float64Array(),
        });
        const zero = scale(right.state?.h ?? x, 0);
        const other = layer.forward({ ...params, h: zero }, x, ctx);
        return { ...right, backward: (dy) => ({ ...right.backward(dy), grads: other.backward(dy).grads }) };
      }),
  ],
  [
    "does not return the state in mode eval",
    "TanhCell1.x",
    "state-form",
    () =>
      changed(({ state, ...right }, [, , { mode }]) =>
        mode === "train" && state ? { ...right, state } : right,
      ),
  ],
  [
    "returns the state of one row",
    "TanhCell1.x",
    "state-form",
    () => changed((right, [, x]) => ({ ...right, state: { h: scale(x, 0) } })),
  ],
])("a cell that %s fails", (_what, tensor, code, definition) => {
  const { verdict, tensors } = checkNetwork(build(definition()), { mode: "exhaustive" });
  expect(verdict).toBe("fail");
  const failed = tensors.filter((report) => report.verdict === "fail");
  expect(failed.map(({ layer, tensor: name }) => `${layer}.${name}`)).toContain(tensor);
  if (code !== undefined) expect(failed[0]?.diagnosis?.code).toBe(code);
});

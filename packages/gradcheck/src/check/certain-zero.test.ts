import { builtins } from "@retrograd/layers";
import { buildNetwork } from "@retrograd/network";
import { createRegistry, definePlugin, type Entry } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { definitionOf } from "../../tests/definition-of.js";
import { type Row, rowLayer, total } from "../../tests/field/rows.js";
import { rightLayers } from "../../tests/right-layers.js";
import type { Mode } from "../derivative/mode.js";
import { checkNetwork } from "./check-network.js";

/** y = b + s x^2, whose gradient by s was never written. */
const unwritten = definitionOf("Unwritten", (width) =>
  rowLayer({
    out: width,
    params: { b: width, s: width },
    forward: (x, { b, s }) => ({
      y: x.map((v, i) => b[i] + s[i] * v * v),
      back: (dy) => ({ dx: dy.map((d, i) => 2 * d * s[i] * x[i]), b: dy, s: dy.map(() => 0) }),
    }),
  }),
);

/** y = x w - mean(x w), with a shift s of all before the mean is taken away: its gradient is 0, or as backward says. */
const centred = (type: string, ds: (dy: Row) => number) =>
  definitionOf(type, (width) =>
    rowLayer({
      out: width,
      params: { w: width, s: 1 },
      forward(x, { w, s }) {
        const z = x.map((v, i) => v * w[i] + s[0]);
        const mean = total(z) / z.length;
        return {
          y: z.map((v) => v - mean),
          back(dy) {
            const d = dy.map((one) => one - total(dy) / dy.length);
            return { dx: d.map((one, i) => one * w[i]), w: d.map((one, i) => one * x[i]), s: [ds(d)] };
          },
        };
      },
    }),
  );

const plugin = definePlugin({
  name: "zeros",
  layers: [unwritten, centred("Centred", total), centred("Uncentred", (d) => d[0])],
});

const registry = createRegistry(builtins, rightLayers, plugin);
const check = (layers: readonly Entry[], options: Parameters<typeof checkNetwork>[1] = {}) =>
  checkNetwork(buildNetwork(registry, { input: [5], layers }, { dtype: "f64" }), options);
const modes: readonly Mode[] = ["fast", "exhaustive"];

test.each(modes)(
  "the bias of a key, which softmax does not see, passes with every seed, in mode %s",
  (mode) => {
    for (let seed = 0; seed < 20; seed++) {
      const { verdict, tensors } = check([{ Affine: 6 }, "Attention", { Affine: 3 }, "SoftmaxWithLoss"], {
        mode,
        seed,
      });
      expect(verdict).toBe("pass");
      const key = tensors.find(({ tensor }) => tensor === "bk");
      expect(key).toMatchObject({ local: { proof: "always-zero" }, whole: { proof: "chain-rule" } });
    }
  },
);

test("a shift that the layer itself takes away again passes", () => {
  expect(check([{ Affine: 6 }, "Centred", { Affine: 3 }, "SoftmaxWithLoss"]).verdict).toBe("pass");
});

test("a gradient that is not 0 fails where 0 is right", () => {
  const { tensors } = check([{ Affine: 6 }, "Uncentred", { Affine: 3 }, "SoftmaxWithLoss"]);
  expect(tensors.find(({ tensor }) => tensor === "s")).toMatchObject({
    verdict: "fail",
    blame: "Uncentred1",
  });
});

test("a gradient that was never written, and is 0 for these inputs alone, does not pass", () => {
  const zeros: Entry = { Affine: { units: 6, init: { Constant: 0 } } };
  const { tensors } = check([zeros, "Unwritten", { Affine: 3 }, "SoftmaxWithLoss"]);
  expect(tensors.find(({ tensor }) => tensor === "s")?.verdict).toBe("inconclusive");
});

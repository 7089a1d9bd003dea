import type { Addition } from "./addition.js";

const list = "packages/layers/src/layers.ts";
const file = "packages/layers/src/activations/softsign.ts";
const layerTest = "packages/layers/src/activations/softsign.test.ts";

/** A layer, `Softsign`. */
export const layer: Addition = {
  kind: "layer",
  package: "layers",
  sources: "src",
  add(scratch) {
    scratch.create(
      file,
      `import { map, multiply } from "@retrograd/core";
import { defineLayer } from "@retrograd/plugin";
import { noOptions } from "@retrograd/layer-options";

/** Softsign: \`y = x / (1 + |x|)\`. x: [batch, ...] -> y: the same shape
 *  backward: dx = dy / (1 + |x|)^2 */
export const softsign = defineLayer({
  type: "Softsign",
  summary: "Softsign: y = x / (1 + |x|).",
  options: noOptions,
  create: (_options, inShape) => ({
    type: "Softsign",
    outShape: inShape,
    paramShapes: {},
    init: () => ({}),
    forward(_params, x) {
      const factor = map(x, (value) => 1 / (1 + Math.abs(value)));
      return {
        y: multiply(x, factor),
        backward: (dy) => ({ dx: multiply(dy, multiply(factor, factor)), grads: {} }),
      };
    },
  }),
});
`,
    );
    scratch.create(
      layerTest,
      `import { checkLayer } from "@retrograd/gradcheck";
import { buildNetwork } from "@retrograd/network";
import { checkOptions, createRegistry } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { f64, matrix, training } from "@retrograd/testing";
import { builtins, softsign } from "../index.js";

const layer = softsign.create({}, [2], f64);
const x = matrix([[3, -1]]);

test("y = x / (1 + |x|), by hand", () => {
  expect([...layer.forward({}, x, training).y.data]).toEqual([0.75, -0.5]);
});

test("its gradient is the derivative", () => {
  expect(checkLayer(layer, [2], { x }).verdict).toBe("pass");
});

test("takes no options", () => {
  expect(checkOptions(softsign, { gain: 1 }, []).issues).toMatchObject([{ code: "RG2003" }]);
});

test("a model can name it", () => {
  const model = { input: [2], layers: ["Softsign", "IdentityWithLoss"] };
  expect(buildNetwork(createRegistry(builtins), model).layers[0]?.id).toBe("Softsign1");
});
`,
    );
    scratch.replace(
      list,
      'export { softmax } from "./activations/softmax.js";\n',
      'export { softmax } from "./activations/softmax.js";\nexport { softsign } from "./activations/softsign.js";\n',
    );
  },
  touched: [layerTest, file, list],
  tests: [layerTest, "packages/layers/src/builtins.test.ts"],
};

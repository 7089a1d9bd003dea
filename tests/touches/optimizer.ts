import type { Addition } from "./addition.js";

const list = "packages/trainer/src/optimizers/optimizers.ts";
const file = "packages/trainer/src/optimizers/sign-descent.ts";
const optimizerTest = "packages/trainer/src/optimizers/sign-descent.test.ts";

/** An optimizer, `SignDescent`. */
export const optimizer: Addition = {
  kind: "optimizer",
  package: "trainer",
  sources: "src/optimizers",
  add(scratch) {
    scratch.create(
      file,
      `import { map, updateSgd } from "@retrograd/core";
import { defineOptimizer } from "@retrograd/plugin";
import { z } from "zod";
import { decayOptions, learningRate, lrAliases } from "./option-schemas.js";

/** Steps of equal size against the sign of the gradient: \`w = w - lr sign(g)\`. */
export const signDescent = defineOptimizer({
  type: "SignDescent",
  optionAliases: lrAliases,
  summary: "Steps of equal size against the sign of the gradient: w = w - lr sign(g).",
  options: z.strictObject({ lr: learningRate.default(0.001), ...decayOptions }),
  mainOption: "lr",
  slots: {},
  create: (options) => ({
    lr: options.lr,
    decay: options,
    update: (w, g, _slots, { lr }) => updateSgd(w, map(g, Math.sign), lr),
  }),
});
`,
    );
    scratch.create(
      optimizerTest,
      `import { tensor } from "@retrograd/core";
import { createRegistry } from "@retrograd/plugin";
import { expect, test } from "vitest";
import { builtinTraining, makeOptimizer, updateParams } from "../index.js";

test("moves each parameter by the learning rate, by hand", () => {
  const optimizer = makeOptimizer(createRegistry(builtinTraining), { SignDescent: 0.5 });
  const params = { A: { W: tensor([1, 1, 1], [3]) } };
  const grads = { A: { W: tensor([10, -0.1, 0], [3]) } };
  updateParams(optimizer, { params, grads, state: {} }, { lr: 0.5, step: 1 });
  expect([...params.A.W.data]).toEqual([0.5, 1.5, 1]);
});
`,
    );
    scratch.replace(
      list,
      'export { sgd } from "./sgd.js";\n',
      'export { sgd } from "./sgd.js";\nexport { signDescent } from "./sign-descent.js";\n',
    );
  },
  touched: [list, optimizerTest, file],
  tests: [optimizerTest],
};

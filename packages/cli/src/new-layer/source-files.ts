import type { LayerNames } from "./layer-names.js";

/** The layer itself: y = gain x with a learned gain, to be replaced by its author. */
export function layerSource({ type, variable }: LayerNames): string {
  return `import { multiply, scale, sum, tensor } from "@retrograd/core";
import { defineLayer } from "@retrograd/plugin";
import { z } from "zod";

/** ${type}: \`y = gain x\`, with one gain that is learned. Replace this by your own layer.
 *  x: [batch, ...], gain: [1] -> y: the shape of x
 *  backward: dx = gain dy, dgain = sum of dy x */
export const ${variable} = defineLayer({
  type: "${type}",
  summary: "y = gain x, with the gain learned.",
  // what YAML may say: unknown options and values of another type are errors
  options: z.strictObject({
    gain: z.number("must be a number").default(1).describe("First value of the gain."),
  }),
  // \`${type}: 2\` means \`${type}: { gain: 2 }\`
  mainOption: "gain",
  // the ways of using the layer that are proved, in the tests and by \`retrograd plugins check\`
  examples: [
    { input: [5], output: [5] },
    { options: { gain: -0.5 }, input: [2, 3], output: [2, 3] },
  ],
  create: ({ gain: first }, inShape, ctx) => ({
    type: "${type}",
    outShape: inShape,
    paramShapes: { gain: [1] },
    init: () => ({ gain: tensor([first], [1], ctx) }),
    forward(params, x) {
      const gain = params.gain.data[0];
      return {
        y: scale(x, gain),
        // pure: it writes into nothing, and what it needs it closes over
        backward: (dy) => ({
          dx: scale(dy, gain),
          grads: { gain: tensor([sum(multiply(dy, x))], [1], x) },
        }),
      };
    },
  }),
});
`;
}

/** The package's entry: the plugin, and the layer by its name. */
export function entrySource({ variable, file, package: name }: LayerNames): string {
  return `import { definePlugin } from "@retrograd/plugin";
import { ${variable} } from "./${file}.js";

export { ${variable} };

// the version is that of package.json
const plugin = definePlugin({ name: "${name}", layers: [${variable}] });
export { plugin as default };
`;
}

/** Types of the entry. */
export function entryTypes({ type, variable }: LayerNames): string {
  return `import type { LayerDefinition, DefinitionTypes } from "@retrograd/plugin";

/** The layer. By \`DefinitionTypes\` experiments in TypeScript know its name, its options as they are written, and its main option. */
export declare const ${variable}: LayerDefinition<{ gain: number }> &
  DefinitionTypes<"${type}", { gain?: number }, "gain", Record<never, never>>;

declare const plugin: { readonly name: string; readonly layers: readonly [typeof ${variable}] };
export { plugin as default };
`;
}

/** The tests: every promise of the layer, a value by hand, and a wrong option. */
export function testSource({ type, variable }: LayerNames): string {
  return `import assert from "node:assert/strict";
import test from "node:test";
import { tensor } from "@retrograd/core";
import { conformance } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { buildNetwork, checkModel, predict } from "@retrograd/network";
import { createRegistry } from "@retrograd/plugin";
import plugin, { ${variable} } from "../src/index.js";

const registry = createRegistry(builtins, plugin);

// all that a layer promises: shapes, purity, every gradient the derivative, float32 near float64
for (const { name, run } of conformance(${variable}, registry, ${variable}.examples)) test(name, run);

test("y = gain x, by hand", () => {
  const model = { input: [3], layers: [{ ${type}: 2 }, "IdentityWithLoss"] };
  const network = buildNetwork(registry, model, { dtype: "f64" });
  const params = { ${type}1: { gain: tensor([2], [1], network) } };
  const y = predict(network, params, tensor([0, 1, -3], [1, 3], network));
  assert.deepEqual([...y.data], [0, 2, -6]);
});

test("an option of another type is refused", () => {
  const model = { input: [3], layers: [{ ${type}: { gain: "2" } }, "IdentityWithLoss"] };
  const [issue] = checkModel(registry, model, { dtype: "f64" }).issues;
  assert.equal(issue?.code, "RG2004");
});
`;
}

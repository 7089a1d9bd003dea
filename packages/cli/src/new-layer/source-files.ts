import type { LayerNames } from "./layer-names.js";

/** The layer: y = gain x with a learned gain, which its author replaces. */
export function layerSource({ type, variable }: LayerNames): string {
  return `import { multiply, scale, sum, tensor } from "@retrograd/core";
import { defineLayer } from "@retrograd/plugin";
import { z } from "zod";

/** ${type}: \`y = gain x\`, with one learned gain. Replace it with your layer.
 *  x: [batch, ...], gain: [1] -> y: the shape of x
 *  backward: dx = gain dy, dgain = sum of dy x */
export const ${variable} = defineLayer({
  type: "${type}",
  summary: "y = gain x, with the gain learned.",
  // the options in YAML: unknown options and values of another type are errors
  options: z.strictObject({
    gain: z.number("must be a number").default(1).describe("First value of the gain."),
  }),
  // \`${type}: 2\` is short for \`${type}: { gain: 2 }\`
  mainOption: "gain",
  // the uses of the layer that the tests and \`retrograd plugins check\` prove
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
        // pure: it changes no argument, and takes what it needs from its closure
        backward: (dy) => ({
          dx: scale(dy, gain),
          grads: { gain: tensor([sum(multiply(dy, x))], [1], x) },
        }),
      };
    },
    // optional: the same once more as a graph, a second proof, and the drawing of \`retrograd explain ${type}\`
    graph: ({ x, gain, dy }) => ({ y: x.multiply(gain), gradients: { x: dy.multiply(gain) } }),
  }),
});
`;
}

/** The package's entry: the plugin, and the layer as a named export. */
export function entrySource({ variable, file, package: name }: LayerNames): string {
  return `import { definePlugin } from "@retrograd/plugin";
import { ${variable} } from "./${file}.js";

export { ${variable} };

// the version is that of package.json
const plugin = definePlugin({ name: "${name}", layers: [${variable}] });
export { plugin as default };
`;
}

/** The types of the entry. */
export function entryTypes({ type, variable }: LayerNames): string {
  return `import type { LayerDefinition, DefinitionTypes } from "@retrograd/plugin";

/** The layer. \`DefinitionTypes\` gives experiments in TypeScript its name, the type of its options and its main option. */
export declare const ${variable}: LayerDefinition<{ gain: number }> &
  DefinitionTypes<"${type}", { gain?: number }, "gain", Record<never, never>>;

declare const plugin: { readonly name: string; readonly layers: readonly [typeof ${variable}] };
export { plugin as default };
`;
}

/** The tests: the contract of the layer, a value computed by hand, and a wrong option. */
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

// the contract of a layer: shapes, purity, correct gradients, float32 close to float64
for (const { name, run } of conformance(${variable}, registry, ${variable}.examples)) test(name, run);

test("y = gain x, computed by hand", () => {
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

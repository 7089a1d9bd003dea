import * as core from "@retrograd/core";
import type { Example } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { buildNetwork, type Network } from "@retrograd/network";
import {
  createRegistry,
  definePlugin,
  type Entry,
  type LayerDefinition,
  type LossDefinition,
  type Plugin,
  type Schema,
} from "@retrograd/plugin";

/** Whether the lines with - or those with + are taken. */
export type Side = "wrong" | "right";

/** What an example leaves out, as a layer or a loss that is like its input. */
const frames = {
  layer: 'type: "Mine", outShape: inShape, paramShapes: {}, init: () => ({}),',
  loss: `type: "Mine", outShape: inShape, targets: "values", predict: (x) => x,
    exampleTargets: (batch) => zeros([batch, ...inShape], ctx),`,
};

const anything: Schema<unknown> = {
  "~standard": { version: 1, vendor: "by hand", validate: (value) => ({ value }) },
};

/** A network around an example, built for float64: the layer or loss is "Mine1". */
export function networkAround(example: Example, side: Side): Network {
  const definition = { type: "Mine", summary: "An example.", options: anything };
  const before = { Affine: 4 };
  if (example.of === "loss") {
    const create: LossDefinition["create"] = compiled(example, side);
    return networkOf({ name: "example", losses: [{ ...definition, create }] }, [before, "Mine"]);
  }
  const create: LayerDefinition["create"] = compiled(example, side);
  const layers = [before, "Mine", "IdentityWithLoss"];
  return networkOf({ name: "example", layers: [{ ...definition, create }] }, layers);
}

/** The example's lines as the `create` of a definition, with all of core in scope. */
function compiled({ of, diff }: Example, side: Side) {
  const left = side === "wrong" ? "+" : "-";
  const lines = diff.split("\n").filter((line) => !line.startsWith(left));
  const body = lines.map((line) => line.replace(/^[-+]/, " ")).join("\n");
  const source = `return (options, inShape, ctx) => ({ ${frames[of]} ${body} })`;
  return new Function(...Object.keys(core), source)(...Object.values(core));
}

function networkOf(plugin: Plugin, layers: readonly Entry[]): Network {
  const registry = createRegistry(builtins, definePlugin(plugin));
  return buildNetwork(registry, { input: [4], layers }, { dtype: "f64" });
}

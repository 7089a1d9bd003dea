import { definePlugin } from "@retrograd/plugin";
import * as initializers from "./initializers.js";
import * as joints from "./joints.js";
import * as layers from "./layers.js";
import * as losses from "./losses.js";

const plugin = definePlugin({
  name: "@retrograd/layers",
  layers: Object.values(layers),
  joints: Object.values(joints),
  losses: Object.values(losses),
  initializers: Object.values(initializers),
});

/** Names and options of the definitions of this package. An interface, so that compiler messages show its name and not all of its
 *  content. */
export interface BuiltinLayers extends Readonly<typeof plugin> {}

/** The layers, losses and initializers of this package: `createRegistry(builtins)`. */
export const builtins: BuiltinLayers = plugin;

import { definePlugin } from "@retrograd/plugin";
import { bidirectional } from "./bidirectional.js";
import * as layers from "./layers.js";

const plugin = definePlugin({
  name: "@retrograd/layers-recurrent",
  layers: Object.values(layers),
  blocks: [bidirectional],
});

/** Names and options of the definitions of this package. An interface, so that compiler messages show its name and not all of its
 *  content. */
export interface RecurrentLayers extends Readonly<typeof plugin> {}

/** The layers of this package: `createRegistry(builtins, recurrentLayers)`. */
export const recurrentLayers: RecurrentLayers = plugin;

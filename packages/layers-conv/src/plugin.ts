import { definePlugin } from "@retrograd/plugin";
import * as layers from "./layers.js";

const plugin = definePlugin({ name: "@retrograd/layers-conv", layers: Object.values(layers) });

/** Names and options of the definitions of this package. An interface, so that compiler messages show its name and not all of its
 *  content. */
export interface ConvLayers extends Readonly<typeof plugin> {}

/** The layers of this package: `createRegistry(builtins, convLayers)`. */
export const convLayers: ConvLayers = plugin;

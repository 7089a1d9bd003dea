import { definePlugin } from "@retrograd/plugin";
import * as layers from "./layers.js";

const plugin = definePlugin({ name: "@retrograd/layers-norm", layers: Object.values(layers) });

/** Names and options of the definitions of this package. An interface, so that compiler messages show its name and not all of its
 *  content. */
export interface NormLayers extends Readonly<typeof plugin> {}

/** The layers of this package: `createRegistry(builtins, normLayers)`. */
export const normLayers: NormLayers = plugin;

import { definePlugin } from "@retrograd/plugin";
import { crossAttention } from "./attention/cross-attention.js";
import * as layers from "./layers.js";
import { transformerBlock } from "./transformer-block.js";

const plugin = definePlugin({
  name: "@retrograd/layers-attention",
  layers: Object.values(layers),
  joints: [crossAttention],
  blocks: [transformerBlock],
});

/** Names and options of the definitions of this package. An interface, so that compiler messages show its name and not all of its
 *  content. */
export interface AttentionLayers extends Readonly<typeof plugin> {}

/** The layers of this package: `createRegistry(builtins, attentionLayers)`. */
export const attentionLayers: AttentionLayers = plugin;

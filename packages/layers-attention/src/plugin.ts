import { definePlugin } from "@retrograd/plugin";

const plugin = definePlugin({ name: "@retrograd/layers-attention" });

/** Names and options of the definitions of this package. An interface, so that compiler messages show its name and not all of its
 *  content. */
export interface AttentionLayers extends Readonly<typeof plugin> {}

/** The layers of this package: `createRegistry(builtins, attentionLayers)`. */
export const attentionLayers: AttentionLayers = plugin;

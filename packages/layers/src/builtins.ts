import { definePlugin } from "@retrograd/plugin";
import { constant } from "./initializers/constant.js";
import { he } from "./initializers/he.js";
import { normal } from "./initializers/normal.js";
import { xavier } from "./initializers/xavier.js";
import * as joints from "./joints.js";
import * as layers from "./layers.js";
import { identityWithLoss } from "./losses/identity-with-loss.js";
import { softmaxWithLoss } from "./losses/softmax-with-loss.js";

const plugin = definePlugin({
  name: "@retrograd/layers",
  layers: Object.values(layers),
  joints: Object.values(joints),
  losses: [softmaxWithLoss, identityWithLoss],
  initializers: [constant, he, normal, xavier],
});

/** Names and options of the definitions of this package. An interface, so that compiler messages show its name and not all of its
 *  content. */
export interface BuiltinLayers extends Readonly<typeof plugin> {}

/** The layers, losses and initializers of this package: `createRegistry(builtins)`. */
export const builtins: BuiltinLayers = plugin;

import { definePlugin } from "@retrograd/plugin";
import { affine } from "./affine.js";
import { constant } from "./initializers/constant.js";
import { he } from "./initializers/he.js";
import { normal } from "./initializers/normal.js";
import { xavier } from "./initializers/xavier.js";
import { identityWithLoss } from "./losses/identity-with-loss.js";
import { softmaxWithLoss } from "./losses/softmax-with-loss.js";
import { relu } from "./relu.js";
import { sigmoid } from "./sigmoid.js";

const plugin = definePlugin({
  name: "@retrograd/layers",
  layers: [affine, relu, sigmoid],
  losses: [softmaxWithLoss, identityWithLoss],
  initializers: [constant, he, normal, xavier],
});

/** Names and options of everything in this package that an experiment may name. An interface, since messages of the compiler
 *  show its name and not all that it holds. */
export interface BuiltinLayers extends Readonly<typeof plugin> {}

/** The layers, losses and initializers of this package: `createRegistry(builtins)`. */
export const builtins: BuiltinLayers = plugin;

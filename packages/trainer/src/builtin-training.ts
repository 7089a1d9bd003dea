import { definePlugin } from "@retrograd/plugin";
import { builtinMetrics } from "./metrics/builtin-metrics.js";
import { adaGrad } from "./optimizers/adagrad.js";
import { adam } from "./optimizers/adam.js";
import { adamW } from "./optimizers/adam-w.js";
import { momentum } from "./optimizers/momentum.js";
import { nesterov } from "./optimizers/nesterov.js";
import { rmsProp } from "./optimizers/rms-prop.js";
import { sgd } from "./optimizers/sgd.js";
import { constant } from "./schedules/constant.js";
import { cosine } from "./schedules/cosine.js";
import { oneCycle } from "./schedules/one-cycle.js";
import { reduceOnPlateau } from "./schedules/reduce-on-plateau.js";
import { step } from "./schedules/step.js";
import { warmup } from "./schedules/warmup.js";

const plugin = definePlugin({
  name: "@retrograd/trainer",
  optimizers: [sgd, momentum, nesterov, adaGrad, rmsProp, adam, adamW],
  schedules: [constant, step, cosine, warmup, oneCycle, reduceOnPlateau],
  metrics: builtinMetrics,
});

/** Names and options of the definitions of this package. An interface, so that compiler messages show its name and not all of its
 *  content. */
export interface BuiltinTraining extends Readonly<typeof plugin> {}

/** The optimizers, schedules and metrics of this package, for `createRegistry`. */
export const builtinTraining: BuiltinTraining = plugin;

import { definePlugin } from "@retrograd/plugin";
import { builtinMetrics } from "./metrics/builtin-metrics.js";
import * as optimizers from "./optimizers/optimizers.js";
import { constant } from "./schedules/constant.js";
import { cosine } from "./schedules/cosine.js";
import { oneCycle } from "./schedules/one-cycle.js";
import { reduceOnPlateau } from "./schedules/reduce-on-plateau.js";
import { step } from "./schedules/step.js";
import { warmup } from "./schedules/warmup.js";

const plugin = definePlugin({
  name: "@retrograd/trainer",
  optimizers: Object.values(optimizers),
  schedules: [constant, step, cosine, warmup, oneCycle, reduceOnPlateau],
  metrics: builtinMetrics,
});

/** Names and options of the definitions of this package. An interface, so that compiler messages show its name and not all of its
 *  content. */
export interface BuiltinTraining extends Readonly<typeof plugin> {}

/** The optimizers, schedules and metrics of this package, for `createRegistry`. */
export const builtinTraining: BuiltinTraining = plugin;

import { csv } from "./csv.js";
import { mlp } from "./mlp.js";
import { regression } from "./regression.js";
import type { Template } from "./template.js";
import { twoLayer } from "./two-layer.js";

/** The templates of `retrograd init`, the default first. */
export const templates: readonly Template[] = [twoLayer, mlp, regression, csv];

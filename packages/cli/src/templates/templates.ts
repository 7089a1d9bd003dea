import { csv } from "./csv.js";
import { mlp } from "./mlp.js";
import { regression } from "./regression.js";
import type { Template } from "./template.js";
import { twoLayer } from "./two-layer.js";

/** What `retrograd init` can write, the default first. */
export const templates: readonly Template[] = [twoLayer, mlp, regression, csv];

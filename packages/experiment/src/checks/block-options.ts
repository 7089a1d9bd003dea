import { z } from "zod";
import { entry, mapping } from "../sections/values.js";

/** Maximum number of entries of model.layers after its blocks are expanded. */
export const maxLayers = 1000;

const timesRule = `must be a whole number from 1 to ${maxLayers}`;
const layersRule = "must be a list of layers";

const layers = z.custom<readonly unknown[]>(Array.isArray, layersRule);

/** The schema of the value of `repeat`. */
export const repeatOptions = mapping({
  /** How often to repeat, 1 to 1000. */
  times: z.int(timesRule).min(1, timesRule).max(maxLayers, timesRule),
  /** Layers in order, repeated as a group. */
  layers,
});

/** The schema of the value of `residual`. A list alone is `layers`. */
export const residualOptions = mapping({
  /** Layers in order. Their output is added to what the block reads. */
  layers: z.custom<readonly unknown[]>(
    (value) => Array.isArray(value) && value.length > 0,
    "must list at least one layer",
  ),
  /** Layers on the way around. Default: none. */
  shortcut: layers.exactOptional(),
});

/** The schema of the value of `branches`. A list alone is `paths`. */
export const branchesOptions = mapping({
  /** What joins the paths: a layer of several inputs, such as Concat or Add. */
  join: entry.default("Concat"),
  /** Lists of layers. Each reads what the block reads. An empty list passes it on unchanged. */
  paths: z.custom<readonly (readonly unknown[])[]>(
    (value) => Array.isArray(value) && value.length > 1 && value.every(Array.isArray),
    "must list two or more lists of layers",
  ),
});

import type { Tensor } from "@retrograd/core";
import type { LayerSetup } from "../network/layer-call.js";
import type { Breach } from "./breach.js";

/** Runs a layer and returns a breach for each tensor that breaks one rule. dy: a cotangent, shaped like y */
export type Rule = (setup: LayerSetup, dy: Tensor) => readonly Breach[];

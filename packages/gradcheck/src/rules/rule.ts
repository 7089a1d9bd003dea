import type { Tensor } from "@retrograd/core";
import type { Stage } from "../network/stages.js";
import type { Breach } from "./breach.js";

/** A layer on its input, to be run anew. */
export type Place = Omit<Stage, "forward">;

/** Runs a layer and tells which tensors break one rule; none where it is kept. dy: a cotangent, as y */
export type Rule = (place: Place, dy: Tensor) => readonly Breach[];

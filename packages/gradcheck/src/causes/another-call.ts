import type { Tensor } from "@retrograd/core";
import type { Pair } from "../derivative/comparison.js";
import { along } from "../derivative/fast.js";
import { randomWeightValues } from "../network/random-tensors.js";
import { localSite, type Site } from "../network/site.js";
import type { Stage } from "../network/stages.js";

/** Backward and differences of one tensor for another call: another dy, or a stage on another input. */
export function siteOf(stage: Stage, dy: Tensor, name: string): Site {
  const tensor = name === "x" ? stage.x : (stage.params[name] ?? stage.x);
  const { dx, grads } = stage.forward.backward(dy);
  const gradient = (name === "x" ? dx : grads[name]) ?? tensor;
  return localSite(stage, tensor.engine, dy, { tensor, gradient });
}

/** Both along random directions, the same ones for every input of a shape. */
export function pairsOf(stage: Stage, dy: Tensor, name: string): readonly Pair[] {
  const site = siteOf(stage, dy, name);
  const rng = stage.streams.stream(`another call/${stage.id}/${name}`);
  return Array.from({ length: 4 }, () => along(site, randomWeightValues(site.tensor.size, rng)));
}

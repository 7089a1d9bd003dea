import { compare } from "../comparison.js";
import { along } from "../fast.js";
import { randomWeights, randomWeightValues } from "../random-tensors.js";
import { localSite } from "../site.js";
import { newStage } from "../stages.js";
import type { Place } from "./rule.js";

const directions = 3;

/** The first tensor whose gradient is wrong along random directions, of a layer on other inputs than those that are checked
 *  in full. Directions that cross a kink say nothing. */
export function wrongTensor(place: Place, purpose: string): string | undefined {
  const stage = newStage(place);
  const { y, backward } = stage.forward;
  const rng = stage.streams.stream(`${purpose}/${stage.id}`, y.shape[0]);
  const dy = randomWeights(y.shape, rng, y);
  const { dx, grads } = backward(dy);
  for (const [name, one] of Object.entries({ x: stage.x, ...stage.params })) {
    const gradient = name === "x" ? dx : grads[name];
    if (gradient === undefined || gradient.size !== one.size) continue;
    const site = localSite(stage, one.engine, dy, { tensor: one, gradient });
    const pairs = Array.from({ length: directions }, () => along(site, randomWeightValues(one.size, rng)));
    const smooth = pairs.filter(({ derivative }) => derivative.kinks === 0);
    if (compare(smooth, "fast").verdict === "fail") return name;
  }
  return undefined;
}

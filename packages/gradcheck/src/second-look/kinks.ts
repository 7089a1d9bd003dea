import { machineEpsilon } from "@retrograd/core";
import { randomSignValues } from "../network/random-tensors.js";
import type { Site } from "../network/site.js";
import type { Stage } from "../network/stages.js";
import { lineAlong } from "./line.js";
import { stencilOf } from "./stencil.js";

const steps = [1e-4, 1e-5, 1e-6];

// What a kink leaves in high differences, in units of the change over the stencil: 1/25 where the slope begins at 0.
const leastBend = 5e-3;

/** Whether a term of the objective has a kink within 4e-5 of here, along a direction, by default a random one: what high differences leave of
 *  it shrinks as the step does, where it is gone for a smooth function. */
export function hasKinkNearby(
  site: Site,
  streams: Stage["streams"],
  v = randomSignValues(site.tensor.size, streams.stream("kinks nearby")),
): boolean {
  const line = lineAlong({ ...site, judge: (output) => ({ ...site.judge(output), branches: [] }) }, v);
  const scales = steps.map((h) => line.termsAt(h)?.map((values) => stencilOf(values, h)) ?? []);
  return Array.from(line.base.terms).some((value, k) => {
    const roundOff = 64 * machineEpsilon("f64") * Math.abs(value);
    const bends = scales.filter(
      (terms) => terms[k] !== undefined && terms[k].noise > Math.max(leastBend * terms[k].range, roundOff),
    );
    return bends.length >= 2;
  });
}

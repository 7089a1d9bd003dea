import { machineEpsilon } from "@retrograd/core";
import type { CheckedGradient } from "../network/checked-gradient.js";
import type { LayerCall } from "../network/layer-call.js";
import { randomSignValues } from "../network/random-tensors.js";
import { lineAcrossKinks } from "./gradient-line.js";
import { stencilOf } from "./stencil.js";

const steps = [1e-4, 1e-5, 1e-6];

// Minimum remainder of a kink in high-order differences, relative to the change over the stencil. It is 1/25 where the slope
// starts at 0.
const minBend = 5e-3;

/** Whether a term of the objective has a kink within 4e-5 of the current point, along a direction; by default a random one.
 *  High-order differences vanish for a smooth function; at a kink they only shrink with the step. */
export function hasKinkNearby(
  gradient: CheckedGradient,
  streams: LayerCall["streams"],
  v = randomSignValues(gradient.tensor.size, streams.stream("kinks nearby")),
): boolean {
  const line = lineAcrossKinks(gradient, v);
  const scales = steps.map((h) => line.termsAt(h)?.map((values) => stencilOf(values, h)) ?? []);
  return Array.from(line.base.terms).some((value, k) => {
    const roundOff = 64 * machineEpsilon("f64") * Math.abs(value);
    const bends = scales.filter(
      (terms) => terms[k] !== undefined && terms[k].noise > Math.max(minBend * terms[k].range, roundOff),
    );
    return bends.length >= 2;
  });
}

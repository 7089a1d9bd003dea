import type { Failure } from "../causes/cause.js";
import type { CheckedGradient } from "../network/checked-gradient.js";
import type { LayerCall } from "../network/layer-call.js";
import type { Breach } from "../rules/breach.js";
import { ofSmallGaps } from "./near-miss.js";

const ofOtherPlaces: readonly string[] = ["batch-size", "input-range", "eval-mode"];

/** What is wrong elsewhere, and here as well, though by less than differences are asked for: a forward that is imprecise, or
 *  an approximation. That it shows with other rows or inputs alone is then an accident, and not the cause.
 *  localGradientOf: of a tensor of the layer */
export function withSmallGapCauses(
  breaches: readonly Breach[],
  failure: Omit<Failure, "pairs" | "tensor" | "name">,
  localGradientOf: (name: string) => CheckedGradient,
  streams: LayerCall["streams"],
): readonly Breach[] {
  return breaches.map((one) => {
    if (!ofOtherPlaces.includes(one.diagnosis.code)) return one;
    const gradient = localGradientOf(one.tensor);
    const { tensor } = gradient;
    const diagnosis = ofSmallGaps(gradient, { ...failure, pairs: [], tensor, name: one.tensor }, streams);
    return diagnosis === undefined ? one : { ...one, diagnosis };
  });
}

import type { Failure } from "../causes/cause.js";
import type { CheckedGradient } from "../network/checked-gradient.js";
import type { LayerCall } from "../network/layer-call.js";
import type { Breach } from "../rules/breach.js";
import { ofSmallGaps } from "./near-miss.js";

const codesOfOtherInputs: readonly string[] = ["batch-size", "input-range", "other-parameters", "eval-mode"];

/** Replaces the cause of breaches that were seen on other rows, inputs or parameters, if the gradient has a small gap on the checked
 *  inputs as well: an imprecise forward, or an approximation. The other rows or inputs are then not the cause.
 *  gradientOf: the checked gradient of a tensor of the layer */
export function withSmallGapCauses(
  breaches: readonly Breach[],
  failure: Omit<Failure, "pairs" | "tensor" | "name">,
  gradientOf: (name: string) => CheckedGradient | undefined,
  streams: LayerCall["streams"],
): readonly Breach[] {
  return breaches.map((breach) => {
    if (!codesOfOtherInputs.includes(breach.diagnosis.code)) return breach;
    const gradient = gradientOf(breach.tensor);
    if (gradient === undefined) return breach;
    const { tensor } = gradient;
    const diagnosis = ofSmallGaps(gradient, { ...failure, pairs: [], tensor, name: breach.tensor }, streams);
    return diagnosis === undefined ? breach : { ...breach, diagnosis };
  });
}

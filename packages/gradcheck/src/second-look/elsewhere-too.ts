import type { Failure } from "../causes/cause.js";
import type { Site } from "../network/site.js";
import type { Stage } from "../network/stages.js";
import type { Breach } from "../rules/breach.js";
import { ofSmallGaps } from "./near-miss.js";

const ofOtherPlaces: readonly string[] = ["batch-size", "input-range", "eval-mode"];

/** What is wrong elsewhere, and here as well, though by less than differences are asked for: a forward that is imprecise, or
 *  an approximation. That it shows with other rows or inputs alone is then an accident, and not the cause.
 *  siteOf: of a tensor of the layer */
export function elsewhereToo(
  breaches: readonly Breach[],
  failure: Omit<Failure, "pairs" | "tensor" | "name">,
  siteOf: (name: string) => Site,
  streams: Stage["streams"],
): readonly Breach[] {
  return breaches.map((one) => {
    if (!ofOtherPlaces.includes(one.diagnosis.code)) return one;
    const site = siteOf(one.tensor);
    const { tensor } = site;
    const diagnosis = ofSmallGaps(site, { ...failure, pairs: [], tensor, name: one.tensor }, streams);
    return diagnosis === undefined ? one : { ...one, diagnosis };
  });
}

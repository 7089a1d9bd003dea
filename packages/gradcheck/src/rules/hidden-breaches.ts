import type { Tensor } from "@retrograd/core";
import { anyScaleOfDy } from "./any-scale-of-dy.js";
import type { Breach } from "./breach.js";
import { rightInEval } from "./eval-mode.js";
import { finiteAtZero } from "./finite-at-zero.js";
import { largerInputs } from "./larger-inputs.js";
import { linearInDy, samePath } from "./linear-in-dy.js";
import { otherBatches } from "./other-batches.js";
import type { Place } from "./rule.js";

/** Mistakes of a layer whose gradients are right for the numbers that were compared, and wrong for others: another dy, no
 *  need of dx, another number of rows, larger inputs, none but zeros, mode "eval". The first that shows is told. dy: as y.
 *  withRows: the layer on so many rows */
export function hiddenBreaches(
  place: Place,
  dy: Tensor,
  withRows: (rows: number) => Place,
): readonly Breach[] {
  const rows = place.x.shape[0] ?? 0;
  const looks = [
    () => linearInDy(place, dy),
    () => anyScaleOfDy(place, dy),
    () => samePath(place, dy),
    // before other batches, whose inputs reach a little further too
    () => largerInputs(place, dy),
    () => otherBatches(rows, withRows),
    () => finiteAtZero(place, dy),
    () => rightInEval(place, dy),
  ];
  for (const look of looks) {
    const breaches = look();
    if (breaches.length > 0) return breaches;
  }
  return [];
}

import type { Tensor } from "@retrograd/core";
import type { LayerSetup } from "../network/layer-call.js";
import { anyScaleOfDy } from "./any-scale-of-dy.js";
import type { Breach } from "./breach.js";
import { rightInEval } from "./eval-mode.js";
import { finiteAtZero } from "./finite-at-zero.js";
import { largerInputs } from "./larger-inputs.js";
import { linearInDy, samePath } from "./linear-in-dy.js";
import { otherBatches } from "./other-batches.js";

/** Mistakes of a layer whose gradients are right for the numbers that were compared, and wrong for others: another dy, no
 *  need of dx, another number of rows, larger inputs, none but zeros, mode "eval". The first that shows is told. dy: as y.
 *  withRows: the layer on so many rows */
export function hiddenBreaches(
  setup: LayerSetup,
  dy: Tensor,
  withRows: (rows: number) => LayerSetup,
): readonly Breach[] {
  const rows = setup.x.shape[0] ?? 0;
  const looks = [
    () => linearInDy(setup, dy),
    () => anyScaleOfDy(setup, dy),
    () => samePath(setup, dy),
    // before other batches, whose inputs reach a little further too
    () => largerInputs(setup, dy),
    () => otherBatches(rows, withRows),
    () => finiteAtZero(setup, dy),
    () => rightInEval(setup, dy),
  ];
  for (const look of looks) {
    const breaches = look();
    if (breaches.length > 0) return breaches;
  }
  return [];
}

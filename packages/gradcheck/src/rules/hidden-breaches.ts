import type { Tensor } from "@retrograd/core";
import type { LayerSetup } from "../network/layer-call.js";
import { anyScaleOfDy } from "./any-scale-of-dy.js";
import type { Breach } from "./breach.js";
import { rightInEval } from "./eval-mode.js";
import { finiteAtZero } from "./finite-at-zero.js";
import { largerInputs } from "./larger-inputs.js";
import { linearInDy, samePath } from "./linear-in-dy.js";
import { otherBatches } from "./other-batches.js";
import { otherParameters } from "./other-parameters.js";
import { specialDy } from "./special-dy.js";

/** Mistakes of a layer whose gradients are right for the values that were compared, and wrong for others: another dy, without
 *  dx, larger inputs, another number of rows, other parameters, an input of zeros, or mode "eval". Returns the first breach.
 *  dy: shaped like y; withRows: the layer on a number of rows */
export function hiddenBreaches(
  setup: LayerSetup,
  dy: Tensor,
  withRows: (rows: number) => LayerSetup,
): readonly Breach[] {
  const rows = setup.x.shape[0] ?? 0;
  const rules = [
    () => linearInDy(setup, dy),
    () => anyScaleOfDy(setup, dy),
    () => specialDy(setup, dy),
    () => samePath(setup, dy),
    // before other batches, which have somewhat larger inputs too
    () => largerInputs(setup, dy),
    () => otherBatches(rows, withRows),
    () => otherParameters(setup, dy),
    () => finiteAtZero(setup, dy),
    () => rightInEval(setup, dy),
  ];
  for (const rule of rules) {
    const breaches = rule();
    if (breaches.length > 0) return breaches;
  }
  return [];
}

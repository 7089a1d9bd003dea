import { type LayerSetup, runLayer } from "../network/layer-call.js";
import { wrongTensor } from "./along-directions.js";
import { perturbedParams } from "./perturbed-setup.js";

/** The first tensor whose gradient is wrong along random directions for other parameters than those of init. A gain of 1 that
 *  is left out of backward, or a bias of 0, does not show at the start. Skips parameters for which forward is not finite. */
export function wrongElsewhere(setup: LayerSetup): string | undefined {
  if (Object.keys(setup.params).length === 0) return undefined;
  const other = { ...setup, params: perturbedParams(setup.params) };
  const { data } = runLayer(other).y;
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return undefined;
  return wrongTensor(other, "other parameters");
}

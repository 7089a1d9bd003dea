import { runLayer } from "../network/layer-call.js";
import { wrongTensor } from "./along-directions.js";
import { breach } from "./breach.js";
import { perturbedParams } from "./perturbed-setup.js";
import type { Rule } from "./rule.js";

/** `other-parameters`: a gradient is right for the parameters of init, and wrong along a few directions for others. A gain of 1
 *  that is left out of backward, or a bias of 0, does not show at the start. Skips parameters for which forward is not finite. */
export const otherParameters: Rule = (setup) => {
  if (Object.keys(setup.params).length === 0) return [];
  const other = { ...setup, params: perturbedParams(setup.params) };
  const { data } = runLayer(other).y;
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return [];
  const name = wrongTensor(other, "other parameters");
  const message = "backward is wrong for other parameters than those of init";
  return name === undefined ? [] : [breach(name, "other-parameters", message)];
};

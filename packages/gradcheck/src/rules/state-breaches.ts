import type { Tensor } from "@retrograd/core";
import type { LayerSetup } from "../network/layer-call.js";
import type { Breach } from "./breach.js";
import { firstCall } from "./first-call.js";
import { formOfGradients } from "./form-of-gradients.js";
import { hiddenState } from "./hidden-state.js";
import { mutatedInput } from "./mutated-input.js";
import { ownForward } from "./own-forward.js";
import { ownResults } from "./own-results.js";
import { rowsAlone } from "./rows-alone.js";
import type { Rule } from "./rule.js";
import { stateForm } from "./state-form.js";
import { steadyBackward, steadyForward } from "./steady.js";
import { unregisteredParameter } from "./unregistered-parameter.js";

// Each rule assumes that the earlier rules hold.
const rules: readonly Rule[] = [
  unregisteredParameter,
  mutatedInput,
  stateForm,
  formOfGradients,
  firstCall,
  steadyBackward,
  steadyForward,
  ownResults,
  ownForward,
  hiddenState,
  rowsAlone,
];

/** Checks the rules of state, on which differences rely: arguments are not mutated, the next state is as declared, the same call gives the same bits,
 *  backward belongs to its own forward, every parameter comes from init, and rows are independent. Returns the breaches of
 *  the first rule that is broken. dy: shaped like y */
export function stateBreaches(setup: LayerSetup, dy: Tensor): readonly Breach[] {
  for (const rule of rules) {
    const breaches = rule(setup, dy);
    if (breaches.length > 0) return breaches;
  }
  return [];
}

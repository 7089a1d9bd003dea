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
import { steadyBackward, steadyForward } from "./steady.js";
import { unregisteredParameter } from "./unregistered-parameter.js";

// Each takes for granted that those before it are kept.
const rules: readonly Rule[] = [
  unregisteredParameter,
  mutatedInput,
  formOfGradients,
  firstCall,
  steadyBackward,
  steadyForward,
  ownResults,
  ownForward,
  hiddenState,
  rowsAlone,
];

/** Checks the rules of state, without which differences prove nothing: what is handed in stays as it is, the same call
 *  gives the same bits, backward answers for its own forward, every parameter comes from init, rows stay alone. The
 *  first broken rule is told. dy: as y */
export function stateBreaches(setup: LayerSetup, dy: Tensor): readonly Breach[] {
  for (const rule of rules) {
    const breaches = rule(setup, dy);
    if (breaches.length > 0) return breaches;
  }
  return [];
}

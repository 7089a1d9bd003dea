import { wrongTensor } from "./along-directions.js";
import { anyScaleOfDy } from "./any-scale-of-dy.js";
import { type Breach, breach } from "./breach.js";
import { linearInDy } from "./linear-in-dy.js";
import { passBits, passDifferenceOfModes, passViews } from "./pass-bits.js";
import type { Rule } from "./rule.js";
import { stateBreaches } from "./state-breaches.js";

/** Checks mode "eval" if it gives other bits than "train". The rules of state must hold (breaches have the same codes as for
 *  "train"), and each gradient must be the derivative along a few directions, else `eval-mode`. */
export const rightInEval: Rule = (setup, dy) => {
  const evaluation = { ...setup, mode: "eval" } as const;
  if (passDifferenceOfModes(passBits(setup, dy), passViews(evaluation, dy)) === undefined) return [];
  const breaches = stateBreaches(evaluation, dy);
  if (breaches.length > 0) return breaches.map(inEval);
  const name = wrongTensor(evaluation, "eval");
  if (name !== undefined)
    return [breach(name, "eval-mode", 'backward is right in mode "train", and wrong in mode "eval"')];
  return [linearInDy, anyScaleOfDy].flatMap((rule) => rule(evaluation, dy)).map(inEval);
};

function inEval({ tensor, diagnosis }: Breach): Breach {
  return breach(tensor, diagnosis.code, `in mode "eval" ${diagnosis.message}`);
}

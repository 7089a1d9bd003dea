import type { Tensor } from "@retrograd/core";
import { type LayerSetup, runLayer } from "../network/layer-call.js";
import { perturbed } from "../network/perturbed.js";
import { breach } from "./breach.js";
import { passBits, passDifference, passViews } from "./pass-bits.js";
import type { Rule } from "./rule.js";
import { gradientsOf, movedNames, viewsOf } from "./values.js";

// Some mistakes happen once in a thousand calls.
const calls = 1100;

/** `hidden-state`: one of more than a thousand calls gives other bits than the first. The calls are forward and backward in
 *  both modes, and backward of a single forward. */
export const manyCalls: Rule = (setup, dy) => {
  const evaluation: LayerSetup = { ...setup, mode: "eval" };
  const first = [setup, evaluation].map((one) => passBits(one, dy));
  const { backward } = runLayer(setup);
  const gradients = gradientsOf(backward(dy));
  const other: Tensor = perturbed(setup.x);
  for (let call = 2; call <= calls; call++) {
    if (call % 8 === 0) runLayer({ ...setup, x: other });
    const moved =
      passDifference(first[0], passViews(setup, dy)) ?? passDifference(first[1], passViews(evaluation, dy));
    const again = viewsOf(backward(dy));
    const names =
      moved === undefined ? movedNames(gradients, again) : moved.part === "gradients" ? moved.names : ["x"];
    if (names.length > 0)
      return names.map((name) =>
        breach(name, "hidden-state", `after ${call} calls the same call gives other numbers`),
      );
  }
  return [];
};

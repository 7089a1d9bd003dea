import { runLayer } from "../network/layer-call.js";
import { perturbed } from "../network/perturbed.js";
import { breach } from "./breach.js";
import { perturbedSetup } from "./perturbed-setup.js";
import type { Rule } from "./rule.js";
import { gradientsOf, movedNames, sameBits, valuesOf, viewsOf } from "./values.js";

/** `reused-buffer`: a tensor that forward or backward returned changes with a later call, which returns the same tensor. */
export const ownResults: Rule = (setup, dy) => {
  const { y, state = {}, backward } = runLayer(setup);
  const { y: before } = valuesOf({ y });
  const stateBefore = valuesOf(state);
  const back = backward(dy);
  const gradients = gradientsOf(back);
  backward(perturbed(dy));
  const shared = movedNames(gradients, viewsOf(back));
  if (shared.length > 0)
    return shared.map((name) =>
      breach(
        name,
        "reused-buffer",
        `the next call of backward changes the gradient of ${name} that was returned`,
      ),
    );
  // several calls, since a ring of buffers is reused later
  const other = perturbedSetup(setup);
  for (const mode of ["train", "eval", "train"] as const)
    runLayer({ ...other, mode }).backward(perturbed(dy));
  if (!sameBits(before, y.data))
    return [breach("x", "reused-buffer", "the next call of forward changes the output that was returned")];
  if (movedNames(stateBefore, valuesOf(state)).length > 0)
    return [
      breach("x", "reused-buffer", "the next call of forward changes the next state that was returned"),
    ];
  return movedNames(gradients, viewsOf(back)).map((name) =>
    breach(
      name,
      "reused-buffer",
      `a later forward and backward change the gradient of ${name} that was returned`,
    ),
  );
};

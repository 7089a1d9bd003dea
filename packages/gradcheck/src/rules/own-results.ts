import { runLayer } from "../network/layer-call.js";
import { breach } from "./breach.js";
import { perturbed, perturbedSetup } from "./perturbed-setup.js";
import type { Rule } from "./rule.js";
import { gradientsOf, sameBits, valuesOf } from "./values.js";

/** `reused-buffer`: a tensor that forward or backward returned changes with a later call, which returns the same tensor. */
export const ownResults: Rule = (setup, dy) => {
  const { y, backward } = runLayer(setup);
  const { y: before } = valuesOf({ y });
  const back = backward(dy);
  const gradients = gradientsOf(back);
  backward(perturbed(dy));
  const after = gradientsOf(back);
  const shared = Object.keys(gradients).filter((name) => !sameBits(gradients[name], after[name]));
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
  if (!sameBits(before, valuesOf({ y }).y))
    return [breach("x", "reused-buffer", "the next call of forward changes the output that was returned")];
  const overwritten = gradientsOf(back);
  return Object.keys(gradients)
    .filter((name) => !sameBits(gradients[name], overwritten[name]))
    .map((name) =>
      breach(
        name,
        "reused-buffer",
        `a later forward and backward change the gradient of ${name} that was returned`,
      ),
    );
};

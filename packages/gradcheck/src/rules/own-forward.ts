import { runLayer } from "../network/layer-call.js";
import { perturbed } from "../network/perturbed.js";
import { breach } from "./breach.js";
import { perturbedSetup } from "./perturbed-setup.js";
import type { Rule } from "./rule.js";
import { gradientsOf, movedNames, viewsOf } from "./values.js";

/** `stale-cache`: backward gives other bits after the layer has run forward on another input, with other parameters. */
export const ownForward: Rule = (setup, dy) => {
  const { backward } = runLayer(setup);
  const before = gradientsOf(backward(dy));
  const other = perturbedSetup(setup);
  runLayer({ ...other, mode: "eval" });
  runLayer(other).backward(perturbed(dy));
  const stale = movedNames(before, viewsOf(backward(dy)));
  return stale.map((name) =>
    breach(name, "stale-cache", "another forward in between changes the result of backward"),
  );
};

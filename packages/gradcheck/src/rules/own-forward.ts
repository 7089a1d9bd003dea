import { runLayer } from "../network/stages.js";
import { breach } from "./breach.js";
import { changed, elsewhere } from "./elsewhere.js";
import type { Rule } from "./rule.js";
import { gradientsOf, sameBits } from "./values.js";

/** `stale-cache`: backward gives other bits once the layer has run forward on another input, with other parameters. */
export const ownForward: Rule = (place, dy) => {
  const { backward } = runLayer(place);
  const before = gradientsOf(backward(dy));
  const other = elsewhere(place);
  runLayer({ ...other, mode: "eval" });
  runLayer(other).backward(changed(dy));
  const after = gradientsOf(backward(dy));
  const stale = Object.keys(before).filter((name) => !sameBits(before[name], after[name]));
  return stale.map((name) =>
    breach(name, "stale-cache", "another forward in between changes what backward gives"),
  );
};

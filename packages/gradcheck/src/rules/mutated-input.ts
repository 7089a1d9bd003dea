import { bufferOf } from "@retrograd/core";
import type { Params } from "@retrograd/plugin";
import { runLayer } from "../network/layer-call.js";
import { type Breach, breach } from "./breach.js";
import type { Rule } from "./rule.js";
import { sameBits, type Values, valuesOf } from "./values.js";

/** `mutated-input`: forward or backward changes a bit of x, a parameter, dy, or the y that was handed out. */
export const mutatedInput: Rule = (setup, dy) => {
  const kept = { ...setup.params, x: setup.x };
  const before = valuesOf(kept);
  const { y, backward } = runLayer(setup);
  const byForward = mutations(kept, before, "forward");
  if (byForward.length > 0) return byForward;
  const given = { dy, y };
  const givenBefore = valuesOf(given);
  backward(dy);
  return [...mutations(kept, before, "backward"), ...mutations(given, givenBefore, "backward")];
};

/** Tensors that were written to; they get their numbers back. */
function mutations(tensors: Params, before: Values, who: string): readonly Breach[] {
  return Object.entries(tensors).flatMap(([name, one]) => {
    if (sameBits(before[name], new Float64Array(one.data))) return [];
    bufferOf(one).set(before[name]);
    const owner = name === "dy" || name === "y" ? "x" : name;
    return [breach(owner, "mutated-input", `${who} writes into ${name}`)];
  });
}

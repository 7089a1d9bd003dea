import { bufferOf } from "@retrograd/core";
import type { Params } from "@retrograd/plugin";
import { runLayer } from "../network/layer-call.js";
import { type Breach, breach } from "./breach.js";
import type { Rule } from "./rule.js";
import { sameBits, type Values, valuesOf } from "./values.js";

/** `mutated-input`: forward or backward changes x, a parameter, dy, or the returned y. */
export const mutatedInput: Rule = (setup, dy) => {
  const inputs = { ...setup.params, x: setup.x };
  const before = valuesOf(inputs);
  const { y, backward } = runLayer(setup);
  const byForward = mutations(inputs, before, "forward");
  if (byForward.length > 0) return byForward;
  const outputs = { dy, y };
  const outputsBefore = valuesOf(outputs);
  backward(dy);
  return [...mutations(inputs, before, "backward"), ...mutations(outputs, outputsBefore, "backward")];
};

/** The tensors that were written to. Restores their values. */
function mutations(tensors: Params, before: Values, who: string): readonly Breach[] {
  return Object.entries(tensors).flatMap(([name, one]) => {
    if (sameBits(before[name], one.data)) return [];
    bufferOf(one).set(before[name]);
    const owner = name === "dy" || name === "y" ? "x" : name;
    return [breach(owner, "mutated-input", `${who} writes into ${name}`)];
  });
}

import { bufferOf } from "@retrograd/core";
import type { Params } from "@retrograd/plugin";
import { argumentOf, type LayerSetup, runLayer } from "../network/layer-call.js";
import { type Breach, breach } from "./breach.js";
import type { Rule } from "./rule.js";
import { sameBits, type Values, valuesOf } from "./values.js";

/** `mutated-input`: forward or backward changes x, a parameter, dy, the returned y or the next state. `state-written`: it
 *  changes the current state. */
export const mutatedInput: Rule = (setup, dy) => {
  const breaches = mutationsIn(setup, dy);
  if (breaches.length > 0 || setup.state === undefined || setup.mode === "eval") return breaches;
  return mutationsIn({ ...setup, mode: "eval" }, dy);
};

/** The arguments and results that forward and backward write into in the mode of the setup. */
const mutationsIn: Rule = (setup, dy) => {
  const inputs = { ...argumentOf(setup), x: setup.x };
  const before = valuesOf(inputs);
  const { y, state: next = {}, backward } = runLayer(setup);
  const byForward = mutations(setup, inputs, { before, who: "forward" });
  if (byForward.length > 0) return byForward;
  // a next state that is the current one is an input already
  const states = Object.entries(next).filter(([, one]) => !Object.values(inputs).includes(one));
  const outputs = {
    dy,
    y,
    ...Object.fromEntries(states.map(([name, one]) => [`the next state ${name}`, one])),
  };
  const outputsBefore = valuesOf(outputs);
  backward(dy);
  return [
    ...mutations(setup, inputs, { before, who: "backward" }),
    ...mutations(setup, outputs, { before: outputsBefore, who: "backward" }),
  ];
};

/** The tensors that were written to. Restores their values. */
function mutations(
  { params, state = {} }: LayerSetup,
  tensors: Params,
  { before, who }: { readonly before: Values; readonly who: string },
): readonly Breach[] {
  return Object.entries(tensors).flatMap(([name, one]) => {
    if (sameBits(before[name], one.data)) return [];
    bufferOf(one).set(before[name]);
    if (Object.hasOwn(state, name)) {
      const message = `${who} writes into the state ${name}: return the next state instead`;
      return [breach("x", "state-written", message)];
    }
    const owner = Object.hasOwn(params, name) ? name : "x";
    return [breach(owner, "mutated-input", `${who} writes into ${name}`)];
  });
}
